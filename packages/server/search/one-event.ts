import { assemble, exactJson, type RecordedEvent, type StoredRecord } from '@annals/events';
import type { Ledger } from '../segments/ledger.ts';

/**
 * One event with its neighbours and its leaf, read from the ledger: right at once after its receipt, and also while
 * the engine is down. Isolation: ids are looked up in one organisation; a foreign id is the same null as none.
 */
export interface OneEvent {
  /** JSON text of the event. */
  event: string;
  /** base64 of the RFC 6962 leaf hash. */
  leaf_hash: string;
  previous_id: string | null;
  next_id: string | null;
}

const hashBytes = 32;

/** `removed`: the event was there, and retention took its body. */
export async function readEvent(ledger: Ledger, organisation: string, id: string): Promise<OneEvent | 'removed' | null> {
  const sequence = ledger.sequenceOf(organisation, id.toLowerCase());
  if (sequence === null) return null;
  const oldest = ledger.oldestRetained(organisation);
  if (sequence < oldest) return 'removed';
  const size = ledger.size(organisation);
  let found = await readAround(ledger, organisation, Math.max(oldest, sequence - 1), Math.min(size, sequence + 2));
  const here = found.get(sequence);
  if (here === undefined) return null;
  if (here.line === '') return 'removed';
  // A neighbour that was removed: the next one that is there, within reason.
  if ([...found.values()].some(({ line }) => line === ''))
    found = await readAround(ledger, organisation, Math.max(oldest, sequence - reach), Math.min(size, sequence + reach + 1));
  const kept = [...found].filter(([, { line }]) => line !== '').map(([at]) => at);
  const eventAt = (at: number | undefined): RecordedEvent | null => {
    const stored = at === undefined ? undefined : found.get(at);
    return stored === undefined ? null : assemble(exactJson(stored.line) as StoredRecord, organisation, at!);
  };
  return {
    event: JSON.stringify(eventAt(sequence)),
    leaf_hash: Buffer.from(here.leaf).toString('base64'),
    previous_id: eventAt(kept.findLast((at) => at < sequence))?.id ?? null,
    next_id: eventAt(kept.find((at) => at > sequence))?.id ?? null,
  };
}

const reach = 512;

async function readAround(
  ledger: Ledger,
  organisation: string,
  from: number,
  to: number,
): Promise<Map<number, { line: string; leaf: Uint8Array }>> {
  const found = new Map<number, { line: string; leaf: Uint8Array }>();
  for await (const batch of ledger.read(organisation, from, to)) {
    for (const [at, line] of batch.lines.entries())
      found.set(batch.first + at, { line, leaf: batch.leaves.subarray(at * hashBytes, (at + 1) * hashBytes) });
  }
  return found;
}
