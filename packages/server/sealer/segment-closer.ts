import type { Reconciler, TaskReport } from '../base/task.ts';
import { inLanes, throwAll } from '../base/lanes.ts';
import type { OrganisationSealers } from './organisation-sealers.ts';

/** Several, because files that are synced at the same time share one commit of the file system. */
const lanes = 8;
/** Segments of more than this are closed one at a time: a segment is held in memory until it is written. */
const largeBytes = 8 * 1024 * 1024;
const runMs = 5_000;
const sweepMs = 60_000;

/**
 * Moves signed events of the journal into closed segments, beside the sealer: no checkpoint waits for it, but those of the
 * organisations whose segments are being closed. Retries: a failed segment is due again at the next run.
 */
export class SegmentCloser implements Reconciler {
  readonly name = 'segments';
  readonly everyMs = 500;
  readonly #sealers: OrganisationSealers;
  readonly #nowMs: () => number;
  readonly #due = new Set<string>();
  #sweptAtMs = 0;
  #closed = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(sealers: OrganisationSealers, nowMs: () => number) {
    this.#sealers = sealers;
    this.#nowMs = nowMs;
  }

  /** Segments closed by this process. */
  get closed(): number {
    return this.#closed;
  }

  add(organisation: string): void {
    this.#due.add(organisation);
  }

  run(signal: AbortSignal): Promise<TaskReport> {
    return this.still(() => this.#run(signal));
  }

  /** Runs `work` while nothing is closed or trimmed. */
  still<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    // The caller has the error through `turn`; this only keeps the queue going.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #run(signal: AbortSignal): Promise<TaskReport> {
    this.#sweep();
    const failures: unknown[] = [];
    const until = performance.now() + runMs;
    const goesOn = (): boolean => !signal.aborted && performance.now() < until;
    const again = new Set<string>();
    const large: string[] = [];
    const close = async (organisation: string): Promise<void> => {
      try {
        const left = await this.#sealers.use(organisation, async (sealer) => {
          this.#closed += Number(await sealer.close());
          return sealer.due;
        });
        if (left === true && goesOn()) this.#due.add(organisation);
        else if (left === true || left === 'busy') again.add(organisation);
      } catch (error) {
        again.add(organisation);
        failures.push(error);
      }
    };
    while (this.#due.size > 0 && goesOn()) {
      const small: string[] = [];
      for (const organisation of this.#due)
        ((this.#sealers.loaded.get(organisation)?.unsealed.bytes ?? 0) > largeBytes ? large : small).push(organisation);
      this.#due.clear();
      const oneByOne = async (): Promise<void> => {
        for (let one = large.shift(); one !== undefined && goesOn(); one = large.shift()) await close(one);
      };
      const [left] = await Promise.all([inLanes(small, lanes, close, () => !goesOn()), oneByOne()]);
      for (const organisation of [...left, ...large.splice(0)]) again.add(organisation);
    }
    for (const organisation of again) this.#due.add(organisation);
    throwAll(failures, 'segments could not be closed');
    return { closed: this.#closed, waiting: this.#due.size };
  }

  /** Once a minute: segments whose day has ended. */
  #sweep(): void {
    const now = this.#nowMs();
    if (Math.abs(now - this.#sweptAtMs) < sweepMs) return;
    this.#sweptAtMs = now;
    for (const [organisation, sealer] of this.#sealers.loaded) if (sealer.due) this.#due.add(organisation);
  }
}
