import { readdir } from 'node:fs/promises';
import type { Control, Stores } from '../control/open.ts';
import type { OwnEvent } from '../control/own-events.ts';
import type { ExportRow } from '../control/tables.ts';
import { instant } from '../base/clock.ts';
import { ensureDirectory, remove } from '../base/files.ts';
import type { Reconciler, TaskReport } from '../base/task.ts';
import type { Endpoint } from '../index/engine.ts';
import type { IndexProgress } from '../index/progress.ts';
import type { JobEnd, RunningJob } from './job-thread.ts';
import type { ExportThreadData } from './thread.ts';
import { exportDirectory, exportsDirectory } from './paths.ts';
import { readsLedger, type ExportSpec } from './spec.ts';
import type { JobOrder } from './run-job.ts';

export interface ExportJobsDeps {
  data: string;
  control: Control;
  progress: Pick<IndexProgress, 'indexedTo'>;
  endpoint(): Endpoint | null;
  /** The order of a job, but for what its row says. */
  orderOf(row: ExportRow, spec: ExportSpec): Omit<JobOrder, 'id' | 'spec' | 'asOf' | 'requestedBy' | 'requestedAt'> | null;
  /** Begins a job. */
  start(job: ExportThreadData): RunningJob;
  atOnce: number;
  /** How long files are kept. */
  keepMs: number;
  log: { error(fields: object, message: string): void };
  /** Asks for a run. */
  signal(): void;
}

/** A job whose server dies again and again with it is not begun for ever. */
const mostAttempts = 10;
const minuteMs = 60_000;

/**
 * Export jobs: begins what waits, ends what is over, removes what expired. The row of control.db decides; files without a
 * row that wants them are removed. Durable order: files, manifest and names first, then the row with its event. A job
 * that was running when the process died is begun again from nothing, so no half file is ever a whole one's.
 */
export class ExportJobs implements Reconciler {
  readonly name = 'exports';
  readonly everyMs = 1000;
  readonly #deps: ExportJobsDeps;
  readonly #running = new Map<string, { organisation: string; thread: RunningJob; over: Promise<void> }>();
  readonly #waiting = new Map<string, string>();
  #sweptMs = -Infinity;
  #stopping = false;

  constructor(deps: ExportJobsDeps) {
    this.#deps = deps;
  }

  async run(): Promise<TaskReport> {
    const { control } = this.#deps;
    const running = new Set((await control.exports.inState('running')).map(({ id }) => id));
    for (const id of running) if (!this.#running.has(id)) await control.exports.change(id, ['running'], { state: 'queued' });
    // The row may be gone with its organisation.
    for (const [id, { thread }] of this.#running) if (!running.has(id)) await thread.stop();
    await this.#expire();
    await this.#sweep();
    await this.#begin();
    return { running: this.#running.size, waiting: this.#waiting.size };
  }

  /** How far a running job is; null when it does not run. */
  progressOf(id: string): (RunningJob['progress'] & { ms: number }) | null {
    const job = this.#running.get(id);
    return job ? { ...job.thread.progress, ms: performance.now() - job.thread.startedMs } : null;
  }

  waitingFor(id: string): string | null {
    return this.#waiting.get(id) ?? null;
  }

  /** To be called after the commit that cancelled or removed it: ends it and removes its files. */
  async forget(id: string): Promise<void> {
    const job = this.#running.get(id);
    await job?.thread.stop();
    await job?.over;
    await remove(exportDirectory(this.#deps.data, id));
    this.#deps.signal();
  }

  /** Resolves when the jobs that run now have ended, and what became of them is kept. */
  async idle(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ over }) => over));
  }

  /** Nothing runs any more when it resolves; jobs that ran are begun again at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const jobs = [...this.#running.values()];
    await Promise.all(jobs.map(({ thread }) => thread.stop()));
    await Promise.all(jobs.map(({ over }) => over));
  }

  async #expire(): Promise<void> {
    const { control, data } = this.#deps;
    const now = control.now();
    for (const row of await control.exports.expired(now)) {
      await control.transaction(async (trx) => {
        if (await trx.exports.change(row.id, ['done'], { state: 'expired' }))
          await trx.ownEvents.add(row.organisation, ownEventOfJob(row, now, 'annals.export.expire'));
      });
      await remove(exportDirectory(data, row.id));
    }
  }

  /** Directories nobody wants: of jobs that ended without files while the process died. Looked for once a minute. */
  async #sweep(): Promise<void> {
    if (performance.now() - this.#sweptMs < minuteMs) return;
    const { control, data } = this.#deps;
    const names = await readdir(exportsDirectory(data));
    const wanted = new Set((await control.exports.inState('done', 'running')).map(({ id }) => id));
    for (const name of names) if (!wanted.has(name) && !this.#running.has(name)) await remove(exportDirectory(data, name));
    this.#sweptMs = performance.now();
  }

  async #begin(): Promise<void> {
    const { control, atOnce } = this.#deps;
    this.#waiting.clear();
    const queued = await control.exports.inState('queued');
    const runningOf = (row: ExportRow): number =>
      [...this.#running.values()].filter(({ organisation }) => organisation === row.organisation).length;
    // Organisations that have none running go first; within one, the oldest.
    for (const row of queued.toSorted((a, b) => runningOf(a) - runningOf(b))) {
      const spec = JSON.parse(row.spec) as ExportSpec;
      const reason = this.#stopping ? 'the next start' : this.#running.size >= atOnce ? 'other exports' : this.#indexLacks(row, spec);
      if (reason === null) await this.#start(row, spec);
      else this.#waiting.set(row.id, reason);
    }
  }

  #indexLacks(row: ExportRow, spec: ExportSpec): string | null {
    if (readsLedger(spec)) return null;
    if (this.#deps.endpoint() === null) return 'the search engine';
    return (this.#deps.progress.indexedTo(row.organisation) ?? -1) < row.as_of ? 'the index, which is behind' : null;
  }

  async #start(row: ExportRow, spec: ExportSpec): Promise<void> {
    const { control, data } = this.#deps;
    const rest = this.#deps.orderOf(row, spec);
    if (rest === null || row.attempts >= mostAttempts) {
      await this.#fail(
        row,
        rest === null ? 'The organisation is gone.' : (row.error ?? `It was begun ${mostAttempts} times and never ended.`),
      );
      return;
    }
    const attempts = row.attempts + 1;
    if (!(await control.exports.change(row.id, ['queued'], { state: 'running', attempts, started_at: control.now() }))) return;
    await remove(exportDirectory(data, row.id));
    await ensureDirectory(exportDirectory(data, row.id));
    const { id, as_of: asOf, requested_by: requestedBy, created_at: requestedAt } = row;
    const order: JobOrder = { ...rest, id, spec, asOf, requestedBy, requestedAt };
    const thread = this.#deps.start({ data, order, endpoint: this.#deps.endpoint() });
    this.#running.set(id, { organisation: row.organisation, thread, over: this.#follow({ ...row, attempts }, thread) });
  }

  async #follow(row: ExportRow, thread: RunningJob): Promise<void> {
    try {
      await this.#over(row, await thread.ended);
    } catch (err) {
      // The row still says running: the next run begins the job again.
      this.#deps.log.error({ err, export: row.id }, 'the end of an export could not be kept');
    }
    await thread.stop();
    this.#running.delete(row.id);
    this.#deps.signal();
  }

  async #over(row: ExportRow, end: JobEnd): Promise<void> {
    if (end.kind === 'done') return this.#finish(row, end.result);
    const { exports } = this.#deps.control;
    // A stop of the server is not the job's fault.
    if (this.#stopping) await exports.change(row.id, ['running'], { state: 'queued', attempts: row.attempts - 1 });
    else if (end.final) await this.#fail(row, end.detail);
    else await exports.change(row.id, ['running'], { state: 'queued', error: end.detail });
  }

  async #finish(row: ExportRow, { files, events, manifestSha256 }: Extract<JobEnd, { kind: 'done' }>['result']): Promise<void> {
    const { control, keepMs } = this.#deps;
    const now = control.now();
    const change: Partial<ExportRow> = {
      state: 'done',
      files: JSON.stringify(files),
      events,
      manifest_sha256: manifestSha256,
      error: null,
      finished_at: now,
      expires_at: instant(control.clock.nowMs() + keepMs),
    };
    const extra = { events, files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })), manifest_sha256: manifestSha256 };
    await control.transaction(async (trx) => {
      if (await trx.exports.change(row.id, ['running'], change))
        await trx.ownEvents.add(row.organisation, ownEventOfJob(row, now, 'annals.export.complete', extra));
    });
  }

  async #fail(row: ExportRow, detail: string): Promise<void> {
    const { control, data } = this.#deps;
    const now = control.now();
    // First of all: it may be what keeps the disk full.
    await remove(exportDirectory(data, row.id));
    await control.transaction(async (trx: Stores) => {
      const event = { ...ownEventOfJob(row, now, 'annals.export.complete'), outcome: 'failure' as const, error_message: detail };
      if (await trx.exports.change(row.id, ['queued', 'running'], { state: 'failed', error: detail, finished_at: now }))
        await trx.ownEvents.add(row.organisation, event);
    });
  }
}

function ownEventOfJob(row: ExportRow, now: string, event: string, extra?: Record<string, unknown>): OwnEvent {
  return {
    event,
    outcome: 'success',
    occurred_at: now,
    actor: { type: 'system' },
    targets: [{ type: 'export', id: row.id }],
    producer: { name: 'annals' },
    ...(extra && { extra }),
  };
}
