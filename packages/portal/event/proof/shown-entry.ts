import type { RecordedEvent } from '@annals/events';
import { MalformedError, utf8Text } from '@annals/ledger';

const entryVersion = 1;

/** What an entry says in clear, and how many salted digests stand in it for the rest. */
export interface EntryFacts {
  differing: string[];
  digests: number;
}

/** Holds an entry beside the event as it is shown. Throws for bytes that are no entry. */
export function compareEntry(entry: Uint8Array, event: RecordedEvent): EntryFacts {
  if (entry[0] !== entryVersion) throw new MalformedError('the entry is of a version that is not known here');
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(utf8Text(entry.subarray(1))) as Record<string, unknown>;
  } catch {
    throw new MalformedError('the entry is not JSON');
  }
  const shown: Record<string, unknown> = {
    organisation: event.organisation,
    sequence: event.sequence,
    id: event.id,
    event: event.event,
    category: event.category,
    outcome: event.outcome,
    occurred_at: event.occurred_at,
    received_at: event.received_at,
    recorded_by: event.recorded_by,
    actor_type: event.actor.type,
    target_types: [...new Set(event.targets?.map(({ type }) => type))],
  };
  const differing = Object.keys(shown).filter((name) => JSON.stringify(said[name]) !== JSON.stringify(shown[name]));
  return { differing, digests: Array.isArray(said['_sd']) ? said['_sd'].length : 0 };
}
