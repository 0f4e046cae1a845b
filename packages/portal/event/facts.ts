import { findEvent, metadataFields, type Actor, type MetadataGroup, type RecordedEvent } from '@annals/events';
import { visibleValue } from '../audit/visible.ts';
import { formatInstant } from '../audit/zone.ts';
import { copyEvent } from '../copy-event.ts';
import { secondsText } from './duration.ts';
import { termOf, type Term } from './values/term.ts';

/** A named value: as it is shown, as it is copied, and as it is asked for, where it can be. */
export interface Fact {
  label: string;
  shown: string;
  raw: string;
  term: Term | null;
}

const words = copyEvent.labels;

/** Leaves out what the event does not have: an absent value is never shown as an empty one. */
function facts(list: readonly (Fact | null)[]): Fact[] {
  return list.filter((fact) => fact !== null);
}

function fact(label: string, value: unknown, name?: string): Fact | null {
  if (value === undefined || value === null || value === '') return null;
  const raw = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return { label, shown: visibleValue(value), raw, term: name === undefined ? null : termOf(name, value) };
}

/** Whoever acted, and below it whoever that actor acted for. */
export function whoFacts({ actor }: RecordedEvent): Fact[] {
  const principal = actor.on_behalf_of;
  const acting = (label: string): string => `${words.on_behalf_of}: ${label.toLowerCase()}`;
  return facts([...actorFacts(actor, (label) => label, 'actor.'), ...(principal === undefined ? [] : actorFacts(principal, acting, null))]);
}

/** The query language asks for who acted, not for whom; of the principal there is only what can be read. */
function actorFacts(actor: Actor, label: (word: string) => string, prefix: string | null): (Fact | null)[] {
  const name = (field: string): string | undefined => (prefix === null ? undefined : `${prefix}${field}`);
  return [
    fact(label(words.email), actor.email, name('email')),
    fact(label(words.name), actor.name, name('name')),
    fact(label(words.id), actor.id, name('id')),
    fact(label(words.type), actor.type, name('type')),
    fact(label(words.ip), actor.ip, prefix === null ? undefined : 'ip'),
    fact(label(words.host), actor.host),
    fact(label(words.client), actor.client, prefix === null ? undefined : 'client'),
    fact(label(words.user_agent), actor.user_agent),
  ];
}

export function whatFacts(event: RecordedEvent): Fact[] {
  const targets = (event.targets ?? []).flatMap((target) => {
    const label = `${words.target} (${visibleValue(target.type)})`;
    return [fact(label, target.name, 'target.name'), fact(target.name ? `${label}, ${words.targetId}` : label, target.id, 'target.id')];
  });
  return facts([
    fact(words.event, event.event, 'event'),
    fact(words.title, findEvent(event.event)?.title),
    fact(words.category, event.category, 'category'),
    fact(words.outcome, event.outcome, 'outcome'),
    fact(words.error, event.error_message, 'error'),
    ...targets,
    fact(words.pool, event.agent_pool, 'agent_pool'),
    fact(words.code, event.code, 'code'),
    fact(words.original, event.original_name),
    event.unlisted ? fact(words.unlisted, 'true', 'unlisted') : null,
  ]);
}

/** Known fields in the order of the catalogue, then the others. */
export function metadataFacts(group: MetadataGroup, values: Record<string, unknown>): Fact[] {
  const known: readonly string[] = metadataFields[group].map((field) => field.name);
  const names = [...known.filter((name) => Object.hasOwn(values, name)), ...Object.keys(values).filter((name) => !known.includes(name))];
  return facts(names.map((name) => fact(visibleValue(name), values[name], `metadata.${group}.${name}`)));
}

export function extraFacts(event: RecordedEvent): Fact[] {
  return facts(Object.entries(event.extra ?? {}).map(([key, value]) => fact(visibleValue(key) || '""', value, `extra.${key}`)));
}

export function contextFacts(event: RecordedEvent, zone: string): Fact[] {
  const { producer } = event;
  const place = [producer?.host, producer?.pid].filter((part) => part !== undefined && part !== '').join(' · ');
  return facts([
    fact(words.occurred, `${formatInstant(event.occurred_at, zone)} ${zone}`),
    event.skew_ms === 0 ? null : fact(words.skew, secondsText(event.skew_ms)),
    fact(words.correlation, event.correlation_id, 'correlation_id'),
    fact(words.producer, producer?.name, 'producer'),
    fact(words.producerPlace, place),
    fact(words.recordedBy, event.recorded_by, 'recorded_by'),
    fact(words.receivedFrom, event.received_from),
    fact(words.redacted, event.redacted),
  ]);
}

export function receiptFacts(event: RecordedEvent, leafHash: string): Fact[] {
  return facts([
    fact(words.sequence, event.sequence, 'sequence'),
    fact(words.received, event.received_at),
    fact(words.leaf, leafHash),
    fact(words.eventId, event.id, 'id'),
  ]);
}
