/**
 * How far the index of each organisation is: the highest sequence below which everything can be found.
 * Fed by the indexer, wherever it runs; in memory only, because the indexer derives it anew from the index at open.
 */
export class IndexProgress {
  readonly #indexedTo = new Map<string, number>();
  readonly #waiters = new Set<{ organisation: string; sequence: number; done: () => void }>();

  /** `to` is the last sequence found, or -1 when the organisation has none. */
  set(organisation: string, to: number): void {
    this.#indexedTo.set(organisation, to);
    for (const waiter of this.#waiters) if (waiter.organisation === organisation && waiter.sequence <= to) waiter.done();
  }

  /** Nothing is known any more: the engine was lost or its table is made anew. */
  clear(): void {
    this.#indexedTo.clear();
  }

  /** Null: nothing of the organisation is indexed yet. */
  indexedTo(organisation: string): number | null {
    const to = this.#indexedTo.get(organisation);
    return to === undefined || to < 0 ? null : to;
  }

  /** Resolves when `sequence` can be found, or after `ms`; the caller looks at `indexedTo` to know which. */
  waitFor(organisation: string, sequence: number, ms: number, signal?: AbortSignal): Promise<void> {
    if ((this.#indexedTo.get(organisation) ?? -1) >= sequence) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { organisation, sequence, done: (): void => finish() };
      const timer = setTimeout(() => finish(), ms);
      const finish = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        this.#waiters.delete(waiter);
        resolve();
      };
      signal?.addEventListener('abort', finish);
      this.#waiters.add(waiter);
    });
  }
}
