import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSet } from '../data/data-set.ts';
import { Draw } from '../data/draw.ts';
import type { Job, JobResult, Span } from './jobs.ts';
import { RefusedForNow, type Sender } from './sender.ts';

/**
 * Sends the events of a job and notes how long each request took.
 *
 * Open loop: a request is sent when it is due, and its latency counts from then, so a stalled system is charged for
 * every request it kept waiting. Closed loop: each connection sends its next request when it has its answer.
 */
export async function runJob<Prepared>(
  sender: Sender<Prepared>,
  dataSet: DataSet,
  job: Job,
  onProgress: (acknowledged: number) => void,
): Promise<JobResult> {
  const run = new Run(sender, dataSet, job, onProgress);
  const cpu = process.cpuUsage();
  await (job.perSecond === undefined ? run.closedLoop() : run.openLoop(job.perSecond));
  const { user, system } = process.cpuUsage(cpu);
  return run.result((user + system) / 1000);
}

class Run<Prepared> {
  readonly #sender: Sender<Prepared>;
  readonly #job: Job;
  readonly #draw: Draw;
  readonly #onProgress: (acknowledged: number) => void;
  readonly #startedMs = performance.now();
  readonly #latenciesMs: number[] = [];
  readonly #lateMs: number[] = [];
  #drawn = 0;
  #acknowledged = 0;
  #refused = 0;

  constructor(sender: Sender<Prepared>, dataSet: DataSet, job: Job, onProgress: (acknowledged: number) => void) {
    this.#sender = sender;
    this.#job = job;
    this.#draw = new Draw(job.stream, dataSet.range(job.organisation), job.inTurn);
    this.#onProgress = onProgress;
  }

  async closedLoop(): Promise<void> {
    await Promise.all(
      Array.from({ length: this.#job.connections }, async () => {
        while (!this.#isOver()) {
          const prepared = this.#prepare();
          await this.#deliver(prepared, performance.now());
        }
      }),
    );
  }

  async openLoop(perSecond: number): Promise<void> {
    const { events = Infinity, seconds = Infinity, batch } = this.#job;
    const requests = Math.min(Math.ceil(events / batch), Math.floor(perSecond * seconds));
    const pending = new Set<Promise<void>>();
    const failures: Error[] = [];
    for (let sent = 0; sent < requests && failures.length === 0;) {
      const nowMs = performance.now() - this.#startedMs;
      for (; sent < requests && (sent * 1000) / perSecond <= nowMs; sent++) {
        const dueMs = this.#startedMs + (sent * 1000) / perSecond;
        const prepared = this.#prepare();
        this.#lateMs.push(performance.now() - dueMs);
        const delivery: Promise<void> = this.#deliver(prepared, dueMs).then(
          () => void pending.delete(delivery),
          (error: unknown) => void failures.push(error instanceof Error ? error : new Error(String(error))),
        );
        pending.add(delivery);
      }
      await sleep(Math.max(0, Math.min(20, (sent * 1000) / perSecond - (performance.now() - this.#startedMs))));
    }
    await Promise.all(pending);
    if (failures[0]) throw failures[0];
  }

  result(cpuMs: number): JobResult {
    return {
      acknowledged: this.#acknowledged,
      refused: this.#refused,
      elapsedMs: performance.now() - this.#startedMs,
      latenciesMs: Float64Array.from(this.#latenciesMs),
      lateMs: Float64Array.from(this.#lateMs),
      cpuMs,
    };
  }

  #isOver(): boolean {
    const { events = Infinity, seconds = Infinity } = this.#job;
    return this.#drawn >= events || performance.now() - this.#startedMs >= seconds * 1000;
  }

  #prepare(): Prepared {
    const { events = Infinity, batch, span } = this.#job;
    const count = Math.min(batch, events - this.#drawn);
    const first = this.#drawn;
    this.#drawn += count;
    return this.#sender.prepare(this.#draw, count, timesOf(span, first, events));
  }

  async #deliver(prepared: Prepared, sinceMs: number): Promise<void> {
    for (;;) {
      try {
        const acknowledged = await this.#sender.send(prepared);
        this.#acknowledged += acknowledged;
        this.#latenciesMs.push(performance.now() - sinceMs);
        this.#onProgress(this.#acknowledged);
        return;
      } catch (error) {
        if (!(error instanceof RefusedForNow)) throw error;
        // As a good client does: again, when the answer says; the time counts.
        this.#refused++;
        await sleep(error.retryMs);
      }
    }
  }
}

function timesOf(span: Span, first: number, events: number): (index: number) => number {
  if (span === 'now') {
    const now = Date.now();
    return () => now;
  }
  const stepMs = (span.toMs - span.fromMs) / events;
  return (index) => Math.floor(span.fromMs + (first + index) * stepMs);
}
