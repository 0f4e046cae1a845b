/** Every English word of a table without rows, and of a screen that a role does not show. */
export const emptyCopy = {
  yet: { title: 'Nothing recorded yet', text: 'The first event appears here within two seconds of being received.' },
  range: {
    title: 'Nothing in this range',
    none: 'There are no events outside of it either.',
    latest: (when: string) => `The latest event happened ${when}.`,
    text: 'There are events outside of it.',
    jump: 'Jump to the latest event',
    last: (days: number) => `Last ${days} days`,
    all: 'Show all dates',
  },
  match: {
    title: 'Nothing matches',
    text: 'No event meets all of these conditions. What is found without one of them:',
    clear: 'Clear all conditions',
    remove: (what: string) => `Remove ${what}`,
    removeShort: 'Remove',
    counting: 'counting …',
    unknown: 'not counted',
    found: (count: string, isOne: boolean) => `${count} ${isOne ? 'event' : 'events'}`,
    more: (count: number) => `and ${count} more ${count === 1 ? 'condition' : 'conditions'}`,
    none: 'No single one of them is what keeps events away.',
  },
  denied: {
    title: (what: string) => `Your role does not show ${what}`,
    text: (scope: string, roles: string) => `Seeing them takes the permission ${scope}, which ${roles} of this organisation have.`,
    installation: 'Administrators of the installation see this. One of them can make you one.',
    yours: (role: string) => `You are ${role} here. An admin can change your role.`,
    none: 'You have no role in this organisation. One of its admins can give you one.',
    roles: { admin: 'admins', auditor: 'auditors', viewer: 'viewers' },
    your: { admin: 'an admin', auditor: 'an auditor', viewer: 'a viewer' },
  },
};
