import type { Reconciler, TaskReport } from '../base/task.ts';
import type { EngineClient } from './client.ts';
import { activeParts, damageOf } from './parts.ts';

/**
 * Task that reads the index and compares it with the hashes the engine keeps of its own files. The engine notices at
 * open what is gone or cut short, but a byte that turned only when somebody asks for it, or never.
 *
 * Promises: each part is read within a day and after each start of the engine, a slice a run, while the indexer has
 * nothing to do, and at once when a question met damage, whatever the indexer does; a damaged part is told once and is
 * made anew from the ledger.
 * Retries: none; a part that could not be checked is the first of the next run.
 */
export interface IndexCheckDeps {
  client: EngineClient;
  /** The indexer has indexed everything there was. */
  isIdle(): boolean;
  /** The part is to be dropped, and what it held to be sent again. */
  onDamaged(part: string): void;
  log(message: string, details: Record<string, unknown>): void;
  now?: () => number;
}

/** A run reads parts until it read this much: at most a second or two of one core, unless one part is larger. */
const sliceBytes = 256 * 1024 * 1024;
const roundMs = 86_400_000;
/** Questions that meet the same damage begin one round in this time. */
const suspectMs = 30_000;

export class IndexCheck implements Reconciler {
  readonly name = 'index-check';
  readonly everyMs = 10_000;
  readonly #deps: IndexCheckDeps;
  #queue: { name: string; bytes: number }[] = [];
  #roundStartedMs: number | null = null;
  #suspectedMs: number | null = null;
  #isSuspected = false;
  #checked = 0;
  #damaged = 0;

  constructor(deps: IndexCheckDeps) {
    this.#deps = deps;
  }

  /** Begins anew; for a new engine process. */
  restart(): void {
    this.#queue = [];
    this.#roundStartedMs = null;
  }

  /** A question met damage. True: a round begins with the next run. */
  suspect(): boolean {
    const now = this.#now();
    if (this.#suspectedMs !== null && now - this.#suspectedMs < suspectMs) return false;
    this.#suspectedMs = now;
    this.#isSuspected = true;
    this.restart();
    return true;
  }

  async run(signal: AbortSignal): Promise<TaskReport> {
    const { client, isIdle, onDamaged, log } = this.#deps;
    if ((isIdle() || this.#isSuspected) && this.#isDue()) {
      if (this.#queue.length === 0) {
        this.#queue = await activeParts(client);
        this.#roundStartedMs = this.#now();
      }
      let bytes = 0;
      for (let part = this.#queue[0]; part !== undefined && bytes < sliceBytes && !signal.aborted; part = this.#queue[0]) {
        const damage = await damageOf(client, part.name);
        this.#queue.shift();
        this.#checked += 1;
        bytes += part.bytes;
        if (damage === null) continue;
        this.#damaged += 1;
        log('a part of the index is damaged; it is made anew from the ledger', { part: part.name, reason: damage });
        onDamaged(part.name);
      }
      if (this.#queue.length === 0) this.#isSuspected = false;
    }
    return { checked: this.#checked, waiting: this.#queue.length, damaged: this.#damaged };
  }

  #isDue(): boolean {
    return this.#queue.length > 0 || this.#roundStartedMs === null || this.#now() - this.#roundStartedMs >= roundMs;
  }

  #now(): number {
    return this.#deps.now?.() ?? Date.now();
  }
}
