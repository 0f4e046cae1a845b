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

export async function readEvent(ledger: Ledger, organisation: string, id: string): Promise<OneEvent | null> {
  const sequence = ledger.sequenceOf(organisation, id.toLowerCase());
  if (sequence === null) return null;
  const found = new Map<number, { line: string; leaf: Uint8Array }>();
  const from = Math.max(ledger.oldestRetained(organisation), sequence - 1);
  const to = Math.min(ledger.size(organisation), sequence + 2);
  for await (const batch of ledger.read(organisation, from, to)) {
    for (const [at, line] of batch.lines.entries())
      found.set(batch.first + at, { line, leaf: batch.leaves.subarray(at * hashBytes, (at + 1) * hashBytes) });
  }
  const here = found.get(sequence);
  if (here === undefined) return null;
  const eventAt = (at: number): RecordedEvent | null => {
    const stored = found.get(at);
    return stored === undefined ? null : assemble(exactJson(stored.line) as StoredRecord, organisation, at);
  };
  return {
    event: JSON.stringify(eventAt(sequence)),
    leaf_hash: Buffer.from(here.leaf).toString('base64'),
    previous_id: eventAt(sequence - 1)?.id ?? null,
    next_id: eventAt(sequence + 1)?.id ?? null,
  };
}
