import type { Draw } from '../data/draw.ts';

/** Events drawn and put in a form that only has to be sent. */
export interface Sender<Prepared> {
  /** Draws `count` events; `msOf(i)` says when the i-th occurred. Cheap: copies bytes, serialises nothing. */
  prepare(draw: Draw, count: number, msOf: (index: number) => number): Prepared;
  /** Resolves with the number of events acknowledged as durable, or null when it was refused for now. */
  send(prepared: Prepared): Promise<number | null>;
  close(): Promise<void>;
}
