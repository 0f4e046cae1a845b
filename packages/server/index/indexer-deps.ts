import type { Ledger } from '../segments/ledger.ts';
import type { EngineClient } from './client.ts';

/** What the indexer works with; a thread boundary may lie between it and who gave it. */
export interface IndexerDeps {
  client: EngineClient;
  ledger: Ledger;
  onProgress(organisation: string, to: number): void;
  /** The index was compared with the ledger, and every organisation's position was told. */
  onOpened(): void;
  /** Something that had been indexed had to be made anew from the ledger. */
  onRebuild(rebuild: Rebuild): void;
  /** The engine runs but cannot open its table, again and again: only another index helps. */
  onUnusable(reason: string): void;
  log(message: string, details: Record<string, unknown>): void;
  /** Start of the server in ms; default: of this process. What was received before should be in the index. */
  startedMs?: number;
}

export interface Rebuild {
  organisation: string;
  reason: 'missing' | 'definition' | 'damaged' | 'requested';
  /** Events that are sent again. */
  events: number;
  /** Rows that were removed before. */
  removed: number;
}
