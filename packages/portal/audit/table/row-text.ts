import { type Actor, actorTypeTitles, extraData, extraDataText, sentence, visible, type RecordedEvent } from '@annals/events';
import { userOf } from '../user.ts';
import { visibleValue } from '../visible.ts';

/** What a row shows of its event, made once an event: while rows scroll by there is no time for it. */
export interface RowText {
  user: string;
  userTitle: string;
  sentence: string;
  target: string;
  ip: string;
  pairs: readonly (readonly [string, string])[];
  extraTitle: string;
}

const mostPairs = 8;
const mostValueLength = 160;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const known = new WeakMap<RecordedEvent, RowText>();

export function rowText(event: RecordedEvent): RowText {
  const made = known.get(event);
  if (made !== undefined) return made;
  const { actor } = event;
  const user = userOf(actor);
  const text: RowText = {
    user,
    userTitle: [user, actorTypeTitles[actor.type], visible(actor.id ?? '')].filter((part) => part !== '').join(' · '),
    sentence: visible(sentence({ ...event, actor: named(actor) })),
    target: (event.targets ?? []).map(({ name, id }) => visible(name || id)).join(', '),
    ip: visible(actor.ip ?? actor.host ?? ''),
    pairs: firstPairs(event),
    extraTitle: visible(extraDataText(event)),
  };
  known.set(event, text);
  return text;
}

/** People know an agent by its name; the sentence for files has its id. */
function named(actor: Actor): Actor {
  return actor.type === 'agent' && actor.name ? { ...actor, id: actor.name } : actor;
}

/** The pairs of the Extra data that say most first: what went wrong, then words and numbers, then ids. */
export function firstPairs(event: RecordedEvent): [string, string][] {
  return Object.entries(extraData(event))
    .map(([key, value]) => ({ key, text: visibleValue(value), weight: weightOf(key, value) }))
    .toSorted((a, b) => a.weight - b.weight)
    .slice(0, mostPairs)
    .map(({ key, text }) => [visibleValue(key), text.length > mostValueLength ? `${text.slice(0, mostValueLength)}…` : text]);
}

function weightOf(key: string, value: unknown): number {
  if (key === 'error_message') return 0;
  if (/(^|_)(name|email|ip|host|file|message)($|_)/.test(key)) return 1;
  if (typeof value === 'string' && uuid.test(value)) return 3;
  return typeof value === 'object' || value === '' ? 4 : 2;
}
