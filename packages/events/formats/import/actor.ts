import { actorTypeTitles } from '../../event/actor-text.ts';
import type { Actor, ActorType } from '../../event/types.ts';
import { isUuid } from '../../event/uuid.ts';
import type { Draft } from './draft.ts';

const typesByTitle = new Map<string, ActorType>(
  Object.entries(actorTypeTitles).flatMap(([type, title]) => [
    [type, type as ActorType],
    [title.toLowerCase(), type as ActorType],
  ]),
);

/** Who acted, of a type in words and one text; without a known type it is guessed from the text, and the words are kept. */
export function readActorText(typeText: string, text: string, draft: Draft, field: string): Actor {
  const known = typesByTitle.get(typeText.trim().toLowerCase());
  if (known === undefined && typeText !== '') draft.keep(field, typeText);
  const type = known ?? guess(text, draft);
  const actor: Actor = { type };
  if (text === '' || (type === 'system' && text.toLowerCase() === 'system')) return actor;
  if (text.includes('@') && type !== 'agent' && type !== 'agent_pool') actor.email = text;
  else if (type === 'agent' || isUuid(text.toLowerCase())) actor.id = text;
  else actor.name = text;
  return actor;
}

function guess(text: string, draft: Draft): ActorType {
  if (text === '' || text.toLowerCase() === 'system') return 'system';
  if (text.includes('@') || text === draft.metadata.user?.['user_id'] || text === draft.metadata.user?.['user_name']) return 'user';
  if (text === draft.metadata.agent?.['agent_id']) return 'agent';
  draft.assume('type of the actor from its id');
  return isUuid(text.toLowerCase()) ? 'agent' : 'service';
}
