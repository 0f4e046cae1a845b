/** Name, question and guide of each built-in view. */
export const builtInViewsCopy = {
  usage: {
    name: 'Use by a user',
    question: 'How does this user use the product?',
    guide: 'Choose a user: everything they did, newest first.',
  },
  changes: {
    name: 'Changes',
    question: 'What was changed in this organisation, and when?',
    guide: 'Everything that was created, changed or deleted. Set From and To for a period.',
  },
  author: {
    name: 'Who changed it',
    question: 'Who made this change?',
    guide: 'Name what was changed, by id or name: everyone who created, changed or deleted it.',
  },
  created: {
    name: 'Agents and actions',
    question: 'Who created this agent or action?',
    guide: 'Agents that registered and actions that were created. Add an id or a name under Extra data to find one.',
  },
  failures: {
    name: 'Failures',
    question: 'What did not work?',
    guide: 'Everything that was tried and failed, with its error under State.',
  },
  'sign-ins': { name: 'Sign-ins', question: 'Who came and went?', guide: 'Sign-ins and sign-outs, also those that were refused.' },
  admin: {
    name: 'Admin changes',
    question: 'What did administrators change?',
    guide: 'Users, groups, keys, integrations and settings that were created, changed or deleted.',
  },
  agents: { name: 'Agents', question: 'What happened to agents?', guide: 'Agents that came, changed, were removed or sent something.' },
  keys: { name: 'API keys', question: 'Which keys were made, used and ended?', guide: 'Keys of the product and keys of Annals.' },
  system: {
    name: 'System',
    question: 'What did the system do by itself?',
    guide: 'Events that nobody asked for: limits, clean-ups, schedules.',
  },
} as const;
