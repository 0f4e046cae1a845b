import type { RecordedEvent } from '@annals/events';
import { mostLiveRows } from './event-list.ts';

/** What {@link TailBuffer.take} gives. */
export interface Taken {
  /** Oldest first. */
  events: RecordedEvent[];
  /** Older ones that were let go, for there were too many. */
  letGo: number;
}

const rateMs = 10_000;

/**
 * Events that came and are not shown yet: each once, in order of sequence, the newest thousand. Those before are counted
 * and let go, so that a page that is left alone for days holds no more than one that is looked at.
 */
export class TailBuffer {
  #events: RecordedEvent[] = [];
  #letGo = 0;
  #position: number;
  #times: number[] = [];

  /** `position`: sequence of the last event that is shown already. */
  constructor(position: number) {
    this.#position = position;
  }

  /** Everything up to here came, or is no event of the question. */
  get position(): number {
    return this.#position;
  }

  get waiting(): number {
    return this.#events.length + this.#letGo;
  }

  push(event: RecordedEvent, nowMs: number): void {
    if (event.sequence <= this.#position) return;
    this.#position = event.sequence;
    this.#events.push(event);
    this.#times.push(nowMs);
    // In steps: taking one off the front of a thousand for each that comes would cost more than the event.
    if (this.#events.length >= 2 * mostLiveRows) this.#trim();
    if (this.#times.length >= 4_000) this.#times = this.#times.slice(-2_000);
  }

  /** What waits, without events up to `shown`, which the list has already. */
  take(shown: number): Taken {
    this.#trim();
    const taken = { events: this.#events.filter(({ sequence }) => sequence > shown), letGo: this.#letGo };
    this.#events = [];
    this.#letGo = 0;
    return taken;
  }

  /** Events a second, over the last ten. */
  perSecond(nowMs: number): number {
    this.#times = this.#times.filter((time) => time > nowMs - rateMs);
    const first = this.#times[0];
    return first === undefined ? 0 : this.#times.length / Math.max(1, Math.min(rateMs, nowMs - first) / 1_000);
  }

  #trim(): void {
    const surplus = this.#events.length - mostLiveRows;
    if (surplus <= 0) return;
    this.#events = this.#events.slice(surplus);
    this.#letGo += surplus;
  }
}
