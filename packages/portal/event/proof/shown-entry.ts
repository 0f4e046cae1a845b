import type { RecordedEvent, StoredRecord } from '@annals/events';
import { MalformedError, utf8Text } from '@annals/ledger';
import type { EntryFields } from './disclosed.ts';

const entryVersion = 1;

/** Takes an entry apart. Throws for bytes that are no entry. */
export function readEntryFields(entry: Uint8Array): EntryFields {
  if (entry[0] !== entryVersion) throw new MalformedError('the entry is of a version that is not known here');
  let said: unknown;
  try {
    said = JSON.parse(utf8Text(entry.subarray(1)));
  } catch {
    throw new MalformedError('the entry is not JSON');
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw new MalformedError('the entry is not an object');
  const { _sd: digests, organisation, sequence, ...skeleton } = said as Record<string, unknown>;
  if (!Array.isArray(digests)) throw new MalformedError('the entry has no digests');
  return {
    organisation: String(organisation),
    sequence: Number(sequence),
    skeleton: skeleton as unknown as StoredRecord['skeleton'],
    digests: digests.map(String),
  };
}

/** Members that the entry says in clear and that are shown otherwise. */
export function compareEntry({ organisation, sequence, skeleton }: EntryFields, event: RecordedEvent): string[] {
  const said: Record<string, unknown> = { ...skeleton, organisation, sequence };
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
  return Object.keys(shown).filter((name) => JSON.stringify(said[name]) !== JSON.stringify(shown[name]));
}
