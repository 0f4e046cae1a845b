/** Further apart than this, the clock was set and did not drift. */
const jumpMs = 5_000;

export interface ClockJump {
  /** When it was noticed, by the clock as it is now. */
  atMs: number;
  /** Positive: forward. */
  byMs: number;
}

/**
 * Notices that the machine's clock was set, or the machine slept: compares the clock with one that only runs.
 * Looked at every few seconds, it does not mistake the slow corrections of a time service for a jump. Times of events
 * stay in order all the same; whoever counts days (expiry, retention) has to know.
 */
export class ClockWatch {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #offsetMs: number;
  #jumps = 0;
  #last: ClockJump | null = null;

  constructor(wall: () => number = Date.now, steady: () => number = () => performance.now()) {
    this.#wall = wall;
    this.#steady = steady;
    this.#offsetMs = wall() - steady();
  }

  look(): void {
    const nowMs = this.#wall();
    const offsetMs = nowMs - this.#steady();
    const byMs = Math.round(offsetMs - this.#offsetMs);
    this.#offsetMs = offsetMs;
    if (Math.abs(byMs) < jumpMs) return;
    this.#jumps++;
    this.#last = { atMs: nowMs, byMs };
  }

  get jumps(): number {
    return this.#jumps;
  }

  get last(): ClockJump | null {
    return this.#last;
  }
}
