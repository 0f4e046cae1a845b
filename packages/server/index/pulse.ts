const everyMs = 5_000;
/** A machine at its limits delays an answer by seconds; nothing but a hung process is silent for 40 s. */
const silentTimes = 3;
const hungTimes = 8;

/** Whether a process that is asked regularly still answers. */
export class Pulse {
  readonly everyMs: number;
  #oweSinceMs: number | null = null;

  /** `askEveryMs`: 5 s when not given. Silent for three times this long nobody should wait for it, for eight times it hangs. */
  constructor(askEveryMs: number = everyMs) {
    this.everyMs = askEveryMs;
  }

  asked(): void {
    this.#oweSinceMs ??= performance.now();
  }

  /** It answered, or it is gone and owes nothing. */
  answered(): void {
    this.#oweSinceMs = null;
  }

  get silentMs(): number {
    return this.#oweSinceMs === null ? 0 : performance.now() - this.#oweSinceMs;
  }

  get isSilent(): boolean {
    return this.silentMs > silentTimes * this.everyMs;
  }

  get hangs(): boolean {
    return this.silentMs > hungTimes * this.everyMs;
  }
}
