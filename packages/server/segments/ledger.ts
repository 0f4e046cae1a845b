import type { Batch } from '../journal/reader.ts';

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
  /** Smallest sequence whose body is retained. */
  oldestRetained(organisation: string): number;
  /** Every event of [from, to) in order; throws LedgerDamaged naming the first sequence that cannot be read. */
  read(organisation: string, from: number, to: number): AsyncIterable<Batch>;
  /** Sequence of a remembered id. */
  sequenceOf(organisation: string, id: string): number | null;
}
