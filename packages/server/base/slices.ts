/**
 * Long work on a thread that also answers others, in slices: between two slices, whoever's they are, the event loop
 * turns once. Who waits longest is next, so work that asks again after each slice takes turns with the rest.
 */
export class Slices {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Resolves when the next slice may run; it runs until its first `await`. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#waiting.shift()?.();
      this.#schedule();
    });
  }
}
