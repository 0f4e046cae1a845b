import type { Draw } from '../data/draw.ts';

/** Events drawn and put in a form that only has to be sent. */
export interface Sender<Prepared> {
  /** Draws `count` events; `msOf(i)` says when the i-th occurred. Cheap: copies bytes, serialises nothing. */
  prepare(draw: Draw, count: number, msOf: (index: number) => number): Prepared;
  /** Resolves with the number of events acknowledged as durable; rejects with {@link RefusedForNow} when it is to be sent again. */
  send(prepared: Prepared): Promise<number>;
  close(): Promise<void>;
}

/** The system has too much to do. */
export class RefusedForNow extends Error {
  /** When it asks to be asked again. */
  readonly retryMs: number;

  constructor(retryMs: number) {
    super('refused for now');
    this.retryMs = retryMs;
  }
}
