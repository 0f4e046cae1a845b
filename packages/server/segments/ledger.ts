import type { Batch } from '../journal/reader.ts';
import type { Ranges } from './removed.ts';

/**
 * The ledger as one: segments and journal stitched. Exports, indexer, verifier and proofs read through this.
 * Shows whatever organisation it is asked for: callers decide who may ask.
 */
export interface Ledger {
  organisations(): string[];
  /** Next sequence, 0 for an unknown organisation. */
  size(organisation: string): number;
  /** Every organisation with its next sequence. */
  sizes(): ReadonlyMap<string, number>;
  /** Smallest sequence whose body is retained; the size when none is. */
  oldestRetained(organisation: string): number;
  /** The events whose bodies retention removed, ascending; also those below the oldest that is retained. */
  removed(organisation: string): Promise<Ranges>;
  /** Every event of [from, to) in order, an empty line for each that was removed; throws LedgerDamaged naming the first sequence that cannot be read. */
  read(organisation: string, from: number, to: number): AsyncIterable<Batch>;
  /** Sequence of a remembered id. */
  sequenceOf(organisation: string, id: string): number | null;
}
