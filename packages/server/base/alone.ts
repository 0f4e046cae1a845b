/** Runs one work after the other, in the order in which they came; one that fails keeps nobody from his turn. */
export class Alone {
  #turn: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    // The caller has the error through `turn`; this only keeps the queue going.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
