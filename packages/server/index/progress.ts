import { EngineUnavailable } from './engine-errors.ts';

/**
 * How far the index of each organisation is: the highest sequence below which everything can be found.
 * Fed by the indexer, wherever it runs; in memory only, because the indexer derives it anew from the index at open.
 *
 * Until the index was compared with the ledger nothing can be said, not even that an organisation has no events.
 * A reader who comes while the server starts waits for that; one who comes after the engine was lost is told at once.
 */
export class IndexProgress {
  readonly #indexedTo = new Map<string, number>();
  /** Events that the ledger had when the index was compared with it. */
  #goal: ReadonlyMap<string, number> = new Map();
  readonly #waiters = new Set<{ isDone: () => boolean; finish: () => void }>();
  #state: 'opening' | 'open' | 'lost' = 'opening';

  /** `to` is the last sequence found, or -1 when the organisation has none. */
  set(organisation: string, to: number): void {
    this.#indexedTo.set(organisation, to);
    this.#wake();
  }

  /** The index was compared with the ledger, which holds `sizes` events; what was `set` before is all there is. */
  opened(sizes: ReadonlyMap<string, number> = new Map()): void {
    this.#state = 'open';
    this.#goal = new Map(sizes);
    this.#wake();
  }

  /** Nothing is known any more: the engine was lost or its table is made anew. */
  lost(): void {
    if (this.#state === 'open') this.#state = 'lost';
    this.#indexedTo.clear();
    this.#wake();
  }

  /** Resolves when positions are known; raises `EngineUnavailable` when they were lost, or after `ms`. */
  async whenOpen(ms: number, signal?: AbortSignal): Promise<void> {
    await this.#until(() => this.#state !== 'opening', ms, signal);
    if (this.#state !== 'open')
      throw new EngineUnavailable(`the index is ${this.#state === 'lost' ? 'being opened again' : 'not open yet'}`);
  }

  /** Null: nothing of the organisation is indexed yet. */
  indexedTo(organisation: string): number | null {
    const to = this.#indexedTo.get(organisation);
    return to === undefined || to < 0 ? null : to;
  }

  /** False while the index is filled with what the ledger already had: a count is of a part then. */
  isWhole(organisation: string): boolean {
    return (this.#indexedTo.get(organisation) ?? -1) + 1 >= (this.#goal.get(organisation) ?? 0);
  }

  /** Resolves when `sequence` can be found, or after `ms`; the caller looks at `indexedTo` to know which. */
  async waitFor(organisation: string, sequence: number, ms: number, signal?: AbortSignal): Promise<void> {
    await this.#until(() => (this.#indexedTo.get(organisation) ?? -1) >= sequence, ms, signal);
  }

  #until(isDone: () => boolean, ms: number, signal?: AbortSignal): Promise<void> {
    if (isDone() || signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        this.#waiters.delete(waiter);
        resolve();
      };
      const waiter = { isDone, finish };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener('abort', finish);
      this.#waiters.add(waiter);
    });
  }

  #wake(): void {
    for (const waiter of this.#waiters) if (waiter.isDone()) waiter.finish();
  }
}
