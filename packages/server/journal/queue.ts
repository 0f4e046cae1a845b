import type { AppendAnswer, AppendRequest } from './journal.ts';

/** A request that waits for a group commit. */
export interface Waiting {
  request: AppendRequest;
  bytes: number;
  answered: (answer: AppendAnswer) => void;
  failed: (error: Error) => void;
}

/** A request up to this size goes with the next commit, whatever large ones wait. */
export const smallRequestBytes = 32 * 1024;

/**
 * Requests between arrival and commit, bounded in bytes. Fair: a group takes small requests first, then large ones in
 * turn between organisations, so that neither a batch import nor a busy organisation makes others wait for it.
 */
export class AppendQueue {
  readonly #limitBytes: number;
  readonly #small = new Map<string, Waiting[]>();
  readonly #large = new Map<string, Waiting[]>();
  #bytes = 0;
  #count = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#count;
  }

  /** False when the queue is full: the caller answers 503 and the producer tries again. */
  add(owner: string, waiting: Waiting): boolean {
    if (this.#bytes + waiting.bytes > this.#limitBytes && this.#count > 0) return false;
    const lane = waiting.bytes <= smallRequestBytes ? this.#small : this.#large;
    const line = lane.get(owner);
    if (line) line.push(waiting);
    else lane.set(owner, [waiting]);
    this.#bytes += waiting.bytes;
    this.#count++;
    return true;
  }

  /** The next group: at least one request when any waits, then as many as fit `groupBytes`. */
  take(groupBytes: number): Waiting[] {
    const group: Waiting[] = [];
    const left = this.#takeFrom(this.#small, groupBytes, group);
    this.#takeFrom(this.#large, left, group);
    return group;
  }

  #takeFrom(lane: Map<string, Waiting[]>, budget: number, group: Waiting[]): number {
    let left = budget;
    while (lane.size > 0) {
      for (const [owner, line] of [...lane]) {
        const next = line[0]!;
        if (next.bytes > left && group.length > 0) return left;
        line.shift();
        // To the end of the round, or out of it: the next group begins with whoever waited longest.
        lane.delete(owner);
        if (line.length > 0) lane.set(owner, line);
        group.push(next);
        left -= next.bytes;
        this.#bytes -= next.bytes;
        this.#count--;
      }
    }
    return left;
  }
}
