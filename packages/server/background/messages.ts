import type { TaskStatus } from '../base/task.ts';
import type { Endpoint } from '../index/engine.ts';
import type { Rebuild } from '../index/indexer.ts';
import type { RememberedId } from '../journal/journal.ts';
import type { SealerGauges } from '../sealer.ts';
import type { Finding } from '../verifier.ts';
import type { RetentionAnswer, RetentionRequest } from './retention.ts';

/** What main thread and background thread say to each other. */

export interface ThreadData {
  /** Data directory. */
  data: string;
  /** When the server began (ms since 1970): an index that lacks older events was lost, and that is said. */
  startedMs: number;
  installationName: string;
  segmentBytes: number;
}

export interface BackgroundGauges {
  sealer: SealerGauges;
  /** Events that search does not find yet, and since when the first of them waits. */
  index: { events: number; sinceMs: number | null };
}

export type ToThread =
  /** Where the engine is now; null: it is down. */
  | { kind: 'endpoint'; endpoint: Endpoint | null }
  /** A question met a damaged file of the index: look for it now. */
  | { kind: 'index-suspect' }
  /** Something was committed: seal and index it now. */
  | { kind: 'recorded' }
  | { kind: 'trimmed'; turn: number; error: string | null }
  | { kind: 'retention'; turn: number; request: RetentionRequest }
  /** The ids are forgotten. */
  | { kind: 'forgotten'; turn: number; error: string | null }
  | { kind: 'continue'; turn: number; organisation: string }
  /** Seal nothing until the same turn is released. */
  | { kind: 'hold'; turn: number }
  | { kind: 'release'; turn: number }
  | { kind: 'stop' };

export type FromThread =
  | { kind: 'trim'; turn: number; organisation: string; upTo: number }
  | { kind: 'forget'; turn: number; organisation: string; ids: readonly RememberedId[] }
  | { kind: 'retention-done'; turn: number; error: string | null; answer: RetentionAnswer | null }
  /** What segments hold of the organisation is another now. */
  | { kind: 'rewritten'; organisation: string }
  | { kind: 'progress'; organisation: string; to: number }
  | { kind: 'index-opened'; url: string | null }
  | { kind: 'rebuild'; rebuild: Rebuild }
  | { kind: 'index-unusable'; reason: string }
  | { kind: 'held'; turn: number }
  | { kind: 'damaged'; finding: Finding }
  | { kind: 'rolled-back'; organisation: string; reason: string }
  | { kind: 'continued'; turn: number; error: string | null; size: number; abandonedSize: number | null }
  | { kind: 'statuses'; statuses: TaskStatus[]; gauges: BackgroundGauges }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; details: Record<string, unknown> }
  | { kind: 'stopped' };
