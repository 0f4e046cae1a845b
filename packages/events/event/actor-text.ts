import type { Actor, ActorType } from './types.ts';

/** The actor in one word, as the original page exports it: pool name, user's e-mail, agent id or `system`. */
export function actorText(actor: Actor): string {
  switch (actor.type) {
    case 'system':
      return 'system';
    case 'agent_pool':
      return actor.name || actor.id || actor.type;
    case 'agent':
      return actor.id || actor.name || actor.type;
    default:
      return actor.email || actor.name || actor.id || actor.type;
  }
}

/** The User column and its filter: e-mail, else name, else id; `system` for the system itself. */
export function userText(actor: Actor): string {
  return actor.type === 'system' ? 'system' : actor.email || actor.name || actor.id || actor.type;
}

/** The page's words for the types it has, and ours for the rest. */
export const actorTypeTitles: Readonly<Record<ActorType, string>> = {
  user: 'User',
  agent: 'Agent',
  agent_pool: 'Agent pool',
  system: 'System',
  api_key: 'API key',
  service: 'Service',
  ai_agent: 'AI agent',
};
