import { findEvent, type RecordedEvent } from '@annals/events';
import { userOf } from '../audit/user.ts';
import { visibleValue } from '../audit/visible.ts';
import { formatInstant } from '../audit/zone.ts';
import { copy } from '../copy.ts';

/** A named value; with `term` it can be asked for. */
export interface Fact {
  label: string;
  value: string;
  term?: { name: string; value: string };
}

const words = copy.event.labels;

/** Leaves out what the event does not have: an absent value is never shown as an empty one. */
function facts(list: readonly (Fact | null)[]): Fact[] {
  return list.filter((fact) => fact !== null);
}

function fact(label: string, value: unknown, term?: string): Fact | null {
  if (value === undefined || value === null || value === '') return null;
  const shown = visibleValue(value);
  return term === undefined || typeof value !== 'string' ? { label, value: shown } : { label, value: shown, term: { name: term, value } };
}

export function whoFacts({ actor }: RecordedEvent): Fact[] {
  return facts([
    fact(words.email, actor.email, 'actor.email'),
    fact(words.name, actor.name, 'actor.name'),
    fact(words.id, actor.id, 'actor.id'),
    fact(words.type, actor.type, 'actor.type'),
    fact(words.on_behalf_of, actor.on_behalf_of === undefined ? undefined : userOf(actor.on_behalf_of)),
    fact(words.ip, actor.ip, 'ip'),
    fact(words.host, actor.host),
    fact(words.client, actor.client, 'client'),
    fact(words.user_agent, actor.user_agent),
  ]);
}

export function whatFacts(event: RecordedEvent): Fact[] {
  const targets = (event.targets ?? []).map((target): Fact | null =>
    fact(`${words.target} (${visibleValue(target.type)})`, target.name ? `${target.name} · ${target.id}` : target.id),
  );
  return facts([
    fact(words.event, event.event, 'event'),
    fact(words.title, findEvent(event.event)?.title),
    fact(words.category, event.category, 'category'),
    fact(words.outcome, event.outcome, 'outcome'),
    fact(words.error, event.error_message),
    ...targets,
    fact(words.pool, event.agent_pool, 'agent_pool'),
    fact(words.code, event.code),
    fact(words.original, event.original_name),
    event.unlisted ? fact(words.unlisted, 'true') : null,
  ]);
}

export function contextFacts(event: RecordedEvent, zone: string): Fact[] {
  return facts([
    fact(words.occurred, `${formatInstant(event.occurred_at, zone)} ${zone}`),
    event.skew_ms === 0 ? null : fact(words.skew, `${(event.skew_ms / 1000).toLocaleString('en')} s`),
    fact(words.correlation, event.correlation_id, 'correlation_id'),
    fact(words.producer, event.producer?.name, 'producer'),
    fact(words.recordedBy, event.recorded_by, 'recorded_by'),
    fact(words.receivedFrom, event.received_from),
    fact(words.redacted, event.redacted),
  ]);
}

export function receiptFacts(event: RecordedEvent, leafHash: string): Fact[] {
  return facts([
    fact(words.sequence, event.sequence),
    fact(words.received, event.received_at),
    fact(words.leaf, leafHash),
    fact(words.eventId, event.id),
  ]);
}
