import { assemble, exactJson, type StoredRecord } from '@annals/events';
import type { Batch } from '../journal/reader.ts';
import type { Ledger } from '../segments/ledger.ts';
import type { EventSource, SourceEvent } from './source.ts';

/** Read at a time where the newest goes first; events of a frame are decompressed together. */
const windowEvents = 1024;

/**
 * Every event of [from, to) straight from the ledger, in order of sequence or against it.
 * A body that retention removed is left out and counted: `onRemoved`.
 */
export async function* eventsOfLedger(
  ledger: Pick<Ledger, 'read'>,
  { organisation, from, to, descending }: { organisation: string; from: number; to: number; descending: boolean },
  onRemoved: (count: number) => void,
): EventSource {
  const read = async function* (start: number, end: number): EventSource {
    for await (const batch of ledger.read(organisation, start, end)) yield eventsOf(batch, onRemoved);
  };
  if (!descending) return yield* read(from, to);
  for (let end = to; end > from;) {
    const start = Math.max(from, Math.floor((end - 1) / windowEvents) * windowEvents);
    const events: SourceEvent[] = [];
    for await (const some of read(start, end)) events.push(...some);
    yield events.reverse();
    end = start;
  }
}

function eventsOf({ organisation, first, lines, leaves }: Batch, onRemoved: (count: number) => void): SourceEvent[] {
  const events: SourceEvent[] = [];
  for (const [at, line] of lines.entries()) {
    if (line === '') continue;
    events.push({
      event: assemble(exactJson(line) as StoredRecord, organisation, first + at),
      leafHash: Buffer.from(leaves.subarray(at * 32, at * 32 + 32)).toString('base64'),
    });
  }
  if (events.length < lines.length) onRemoved(lines.length - events.length);
  return events;
}
