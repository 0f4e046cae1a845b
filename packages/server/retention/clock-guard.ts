import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { RetentionStore } from '../control/retention.ts';
import type { RetentionClockRow } from '../control/tables.ts';

const dayMs = 86_400_000;

/** The clock, and what does not follow when it is set. */
export interface MachineClock {
  nowMs(): number;
  /** How long the machine has been up. */
  upMs(): number;
  /** Another one for each time the machine was started. */
  bootId(): string;
}

export const machineClock: MachineClock = {
  nowMs: () => Date.now(),
  upMs: () => Math.round(uptime() * 1000),
  bootId: () => readBootId(),
};

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    // Where the system does not tell: every start of the server counts as one of the machine.
    return `process ${process.pid} ${performance.timeOrigin}`;
  }
}

/**
 * Whether the clock can be trusted with removing events. It moved when, since the last run that trusted it, it went on
 * by a day more or less than the machine was up. Over a start of the machine only the clock itself is known: then a day
 * back, or a day on, is already in doubt. What an administrator confirms is the new beginning.
 * Durability: with control.db; a run that is not trusted remembers nothing, so that a clock put right again is trusted.
 */
export class ClockGuard {
  readonly #store: RetentionStore;
  readonly #clock: MachineClock;

  constructor(store: RetentionStore, clock: MachineClock = machineClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Null: trusted, and remembered; else why not. */
  async look(): Promise<string | null> {
    const known = await this.#store.clock();
    const [nowMs, upMs, bootId] = [this.#clock.nowMs(), this.#clock.upMs(), this.#clock.bootId()];
    const doubt = known && doubtOf(known, { nowMs, upMs, bootId });
    if (doubt) return doubt;
    const anchor = known?.boot_id === bootId ? known : { boot_id: bootId, anchor_ms: nowMs, anchor_up_ms: upMs };
    await this.#store.setClock({ boot_id: anchor.boot_id, anchor_ms: anchor.anchor_ms, anchor_up_ms: anchor.anchor_up_ms, last_ms: nowMs });
    return null;
  }

  /** The clock is right as it is: on an administrator's word. */
  async confirm(store: RetentionStore): Promise<void> {
    const nowMs = this.#clock.nowMs();
    await store.setClock({ boot_id: this.#clock.bootId(), anchor_ms: nowMs, anchor_up_ms: this.#clock.upMs(), last_ms: nowMs });
  }
}

function doubtOf(known: RetentionClockRow, now: { nowMs: number; upMs: number; bootId: string }): string | null {
  const sameBoot = known.boot_id === now.bootId;
  const byMs = sameBoot ? now.nowMs - known.anchor_ms - (now.upMs - known.anchor_up_ms) : now.nowMs - known.last_ms;
  if (Math.abs(byMs) <= dayMs) return null;
  const hours = Math.round(Math.abs(byMs) / 3_600_000);
  return sameBoot
    ? `The clock was set ${byMs > 0 ? 'forward' : 'back'} by ${hours} hours since retention trusted it.`
    : `The machine was started anew, and its clock is ${hours} hours ${byMs > 0 ? 'after' : 'before'} the last run of retention.`;
}
