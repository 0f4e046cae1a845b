/** Runs one work after the other, in the order in which they came; one that fails keeps nobody from his turn. */
export class Alone {
  #turn: Promise<unknown> = Promise.resolve();

  #waiting = 0;

  /** Somebody waits for the work that is under way. */
  get isAwaited(): boolean {
    return this.#waiting > 0;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const begin = (): Promise<T> => {
      this.#waiting -= 1;
      return work();
    };
    const turn = this.#turn.then(begin, begin);
    // The caller has the error through `turn`; this only keeps the queue going.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
