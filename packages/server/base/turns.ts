import { Problem } from './problem.ts';

/** How many may work at once, and who may wait for it. */
export interface TurnLimits {
  atOnce: number;
  /** In line, all owners together. */
  waiting: number;
  /** In line, of one owner. */
  waitingOfOne: number;
  waitMs: number;
}

interface Waiter {
  go: () => void;
}

/**
 * Bounds costly work: so many at once, a short line behind, `too_many_requests` for whoever comes after.
 *
 * Fair between owners: the line is served in turn, not in order of arrival, and while there is more than one place no
 * owner holds all of them. A flood of one owner fills its own line and waits; others wait for one turn at most.
 * Holds nothing but the waiting; whoever goes away leaves the line.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #lines = new Map<string, Set<Waiter>>();
  readonly #held = new Map<string, number>();
  #running = 0;
  #waiting = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting;
  }

  async run<T>(owner: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const leave = await this.enter(owner, signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Resolves when it is the owner's turn, with the function that ends it; to be called once, whatever happens. */
  async enter(owner: string, signal?: AbortSignal): Promise<() => void> {
    if (this.#mayRun(owner)) this.#begin(owner);
    else await this.#wait(owner, signal);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#end(owner);
    };
  }

  #mayRun(owner: string): boolean {
    const { atOnce } = this.#limits;
    const most = Math.max(1, atOnce - 1);
    return this.#running < atOnce && (this.#held.get(owner) ?? 0) < most;
  }

  #begin(owner: string): void {
    this.#running++;
    this.#held.set(owner, (this.#held.get(owner) ?? 0) + 1);
  }

  #end(owner: string): void {
    this.#running--;
    const held = (this.#held.get(owner) ?? 0) - 1;
    if (held > 0) this.#held.set(owner, held);
    else this.#held.delete(owner);
    this.#next();
  }

  /** The first owner in line who may; then it goes to the end, so that the others come before it again. */
  #next(): void {
    for (const [owner, line] of this.#lines) {
      if (!this.#mayRun(owner)) continue;
      const [waiter] = line;
      if (!waiter) continue;
      this.#leave(owner, line, waiter);
      if (line.size > 0) {
        this.#lines.delete(owner);
        this.#lines.set(owner, line);
      }
      this.#begin(owner);
      waiter.go();
      return;
    }
  }

  #leave(owner: string, line: Set<Waiter>, waiter: Waiter): boolean {
    if (!line.delete(waiter)) return false;
    this.#waiting--;
    if (line.size === 0) this.#lines.delete(owner);
    return true;
  }

  #wait(owner: string, signal: AbortSignal | undefined): Promise<void> {
    const { waiting, waitingOfOne, waitMs } = this.#limits;
    const line = this.#lines.get(owner) ?? new Set();
    if (this.#waiting >= waiting || line.size >= waitingOfOne || signal?.aborted === true) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        if (!this.#leave(owner, line, waiter)) return;
        stop();
        reject(busy());
      };
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      };
      const waiter: Waiter = {
        go: () => {
          stop();
          resolve();
        },
      };
      const timer = setTimeout(giveUp, waitMs);
      signal?.addEventListener('abort', giveUp);
      line.add(waiter);
      this.#lines.set(owner, line);
      this.#waiting++;
    });
  }
}

function busy(): Problem {
  return new Problem('too_many_requests', { retryAfterSeconds: 1 });
}
