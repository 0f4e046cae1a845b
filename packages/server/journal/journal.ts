import type { GroupTexts } from '@annals/events';

/**
 * The journal: accepted events in order, until they are in a segment; remembered ids; answers by idempotency key.
 *
 * Durability: `append` resolves only after the commit that holds the events, their ids, leaves, tree heads and the
 * idempotency answer has been fsynced (SQLite WAL, synchronous=FULL). If it rejects, nothing is known: the events may
 * or may not be there, and the caller retries with the same ids or the same idempotency key.
 * Ordering: sequences of an organisation are gapless from 0; all recorded events of a request are in one commit, in input order.
 * Retries: none inside. A failed commit is rolled back and rejected to every request of its group.
 */
export interface Journal {
  append(request: AppendRequest): Promise<AppendAnswer>;
  /** Forgets events below `upTo` (exclusive) once a closed, fsynced, listed segment holds them. Ids stay remembered. */
  trim(organisation: string, upTo: number): Promise<void>;
  /**
   * Forgets remembered ids, each only where it is remembered for that sequence: events that are gone and so old that
   * nobody repeats them. Durable when it resolves; one that stays does no harm.
   */
  forget(organisation: string, ids: readonly RememberedId[]): Promise<void>;
  /** Removes an organisation that was deleted: what of it is not sealed, its tree head and its name. Its ids are forgotten before. */
  removeOrganisation(organisation: string): Promise<void>;
  /** Refuses (`ledger_rolled_back`) or accepts again the capture of an organisation; kept in memory, decided anew at each start. */
  refuse(organisation: string, reason: string | null): Promise<void>;
  close(): Promise<void>;
}

export interface RememberedId {
  /** UUID. */
  id: string;
  sequence: number;
}

/** What the main thread prepares: strings travel, not objects. */
export interface PreparedEvent {
  kind: 'event';
  /** UUID of the organisation. */
  organisation: string;
  /** Lower-case UUID. */
  id: string;
  /** hexadecimal of the first 8 bytes of SHA-256 over the normalised input, without anything the server added. */
  inputDigest: string;
  /** RFC 3339 UTC ms, or null: received_at. */
  occurredAt: string | null;
  /** JSON members of the skeleton that come before `id`: `"actor_type":…,"category":…,"event":…`. */
  skeletonHead: string;
  outcome: string;
  /** JSON array text. */
  targetTypes: string;
  /** JSON array text of warnings. */
  warnings: string;
  groups: GroupTexts;
}

export interface PreparedRejection {
  kind: 'rejected';
  /** The whole receipt but its index, as JSON members text. */
  receipt: string;
}

export interface AppendRequest {
  items: (PreparedEvent | PreparedRejection)[];
  recordedBy: string;
  /** Present when the request carried an Idempotency-Key. */
  idempotency: { owner: string; key: string; bodyHash: string } | null;
  /** Size of the request's texts, for the bounded queue. */
  bytes: number;
}

export type AppendAnswer =
  | { kind: 'receipts'; status: number; body: string; replayed: boolean; recorded: number; lastSequences: Record<string, number> }
  | { kind: 'idempotency_conflict' }
  | { kind: 'refused'; organisation: string; reason: string };
