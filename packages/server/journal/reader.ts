/**
 * Read side of the journal: its own read-only SQLite connection, usable from any thread; sees every committed event.
 * Shows whatever organisation it is asked for: callers decide who may ask.
 */
export interface JournalReader {
  organisations(): string[];
  /** Organisations written since the row that an earlier call returned (0: all that the journal still holds), with their size then. At most 20,000 rows a call. */
  changedSince(row: number): { row: number; sizes: Map<string, number> };
  /** Every organisation with its size. Asked again while nothing was written, it costs next to nothing. */
  sizes(): ReadonlyMap<string, number>;
  head(organisation: string): TreeHead | null;
  /** Sequence of the oldest event still in the journal; equals `head.size` when all are in segments. */
  oldest(organisation: string): number;
  /** Plaintext bytes and oldest received_at (ms) of the batches that hold events at or after `from`. */
  unsealed(organisation: string, from?: number): { bytes: number; oldestReceivedMs: number | null };
  /** Batches that overlap [from, to), ascending, cut to the range; contiguous. */
  batches(organisation: string, from: number, to: number): Iterable<Batch>;
  /** As `batches`, without the events: what a tree needs, at a tenth of the cost. */
  leaves(organisation: string, from: number, to: number): Iterable<Leaves>;
  sequenceOf(organisation: string, id: string): number | null;
  /** Remembered ids of all organisations in their own order, those after `after`; null: from the beginning. */
  idsAfter(after: RememberedBy | null, most: number): RememberedBy[];
  close(): void;
}

export interface TreeHead {
  organisation: string;
  /** Number of leaves = next sequence. */
  size: number;
  /** RFC 6962 root, 32 bytes. */
  root: Uint8Array;
  /** Subtree hashes of the compact range [0, size), widest first; as stored. */
  frontier: Uint8Array[];
  lastReceivedAt: string;
}

/** A contiguous run of one organisation's events, as journal and segments hold it. */
export interface Batch {
  organisation: string;
  first: number;
  /** One 16-byte secret an event, concatenated; sixteen zero bytes for an event with erased groups. */
  secrets: Uint8Array;
  /** One 32-byte RFC 6962 leaf hash an event, concatenated. */
  leaves: Uint8Array;
  /** One RFC 8785 JSON text of a StoredRecord an event. */
  lines: string[];
}

/** An id that is remembered for an event. */
export interface RememberedBy {
  organisation: string;
  id: string;
  sequence: number;
}

/** The leaves of a contiguous run of one organisation's events. */
export interface Leaves {
  first: number;
  /** One 32-byte RFC 6962 leaf hash an event, concatenated. */
  leaves: Uint8Array;
  /** Plaintext bytes of the whole batch they are from. */
  bytes: number;
}
