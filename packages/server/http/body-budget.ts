import { Problem } from '../base/problem.ts';

/** A body up to this size may use the part of the budget that is closed to large ones. */
export const smallBodyBytes = 64 * 1024;

const retryAfterSeconds = 1;

/**
 * The one limit on bytes of request bodies held at a time, from the first byte read to the answer.
 *
 * Counts what is held, not what is announced: a header that promises 16 MiB takes nothing. Nobody waits here; a body
 * that finds no room is refused and gives back what it held, so that the others can end. Fair: one owner holds at most
 * half, and the last quarter is for small bodies, so neither a large import nor a slow sender keeps single events out.
 * A body is always taken when nothing else is held, whatever the limit.
 */
export class BodyBudget {
  readonly #limitBytes: number;
  readonly #owners = new Map<string, { bytes: number; shares: number }>();
  #heldBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** To be closed, whatever happens. */
  open(owner: string): BodyShare {
    const held = this.#owners.get(owner) ?? { bytes: 0, shares: 0 };
    this.#owners.set(owner, held);
    held.shares++;
    let shareBytes = 0;
    let closed = false;
    return {
      take: (bytes) => {
        if (this.#heldBytes > shareBytes) this.#admit(held, shareBytes, bytes);
        shareBytes += bytes;
        held.bytes += bytes;
        this.#heldBytes += bytes;
      },
      close: () => {
        if (closed) return;
        closed = true;
        held.shares--;
        held.bytes -= shareBytes;
        this.#heldBytes -= shareBytes;
        if (held.shares === 0) this.#owners.delete(owner);
      },
    };
  }

  #admit(held: { bytes: number }, shareBytes: number, bytes: number): void {
    if (held.bytes > shareBytes && held.bytes + bytes > this.#limitBytes / 2)
      throw new Problem('too_many_requests', { retryAfterSeconds, detail: 'Too many bytes of requests of this sender are under way.' });
    const ceilingBytes = shareBytes + bytes <= smallBodyBytes ? this.#limitBytes : this.#limitBytes * 0.75;
    if (this.#heldBytes + bytes > ceilingBytes)
      throw new Problem('queue_full', { retryAfterSeconds, detail: 'Too many bytes of requests are under way.' });
  }
}

export interface BodyShare {
  /** Raises `queue_full` or `too_many_requests` when there is no room; then nothing was taken. */
  take(bytes: number): void;
  close(): void;
}
