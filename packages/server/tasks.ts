import type { Reconciler, TaskStatus } from './base/task.ts';
import type { EarlierRuns } from './tasks/memory.ts';

export interface TaskLog {
  error(fields: object, message: string): void;
}

/**
 * Drives reconcilers: each by its timer and by signal, one run at a time, never at once with itself. A run that fails is
 * logged and shown; the next activation is the retry.
 */
export class TaskRunner {
  readonly #log: TaskLog;
  readonly #tasks = new Map<string, Task>();
  readonly #earlier: ReadonlyMap<string, EarlierRuns>;
  readonly #stopping = new AbortController();

  /** `earlier`: when tasks ran in the processes before this one. */
  constructor(log: TaskLog, earlier: ReadonlyMap<string, EarlierRuns> = new Map()) {
    this.#log = log;
    this.#earlier = earlier;
  }

  start(reconciler: Reconciler): void {
    const task = new Task(reconciler, this.#stopping.signal, this.#log, this.#earlier.get(reconciler.name));
    this.#tasks.set(reconciler.name, task);
    task.activate();
  }

  /** Runs the task now, or once more when it is running. */
  signal(name: string): void {
    this.#tasks.get(name)?.activate();
  }

  statuses(): TaskStatus[] {
    return [...this.#tasks.values()].map((task) => ({ ...task.status }));
  }

  /** Lets running tasks end; starts no further run. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#tasks.values()].map((task) => task.stopped()));
  }
}

class Task {
  readonly status: TaskStatus;
  readonly #reconciler: Reconciler;
  readonly #stopping: AbortSignal;
  readonly #log: TaskLog;
  #running: Promise<void> | null = null;
  #again = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(reconciler: Reconciler, stopping: AbortSignal, log: TaskLog, earlier: EarlierRuns | undefined) {
    this.#reconciler = reconciler;
    this.#stopping = stopping;
    this.#log = log;
    this.status = {
      name: reconciler.name,
      everyMs: reconciler.everyMs,
      runs: 0,
      failures: 0,
      lastStartedAt: earlier?.lastStartedAt ?? null,
      lastSucceededAt: earlier?.lastSucceededAt ?? null,
      lastDurationMs: earlier?.lastDurationMs ?? null,
      lastError: null,
      report: {},
    };
  }

  activate(): void {
    if (this.#stopping.aborted) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#stopping.aborted) return;
      if (this.#again) {
        this.#again = false;
        this.activate();
      } else this.#timer = setTimeout(() => this.activate(), this.#reconciler.everyMs);
    });
  }

  async stopped(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    const started = performance.now();
    this.status.lastStartedAt = new Date().toISOString();
    try {
      this.status.report = await this.#reconciler.run(this.#stopping);
      this.status.lastSucceededAt = new Date().toISOString();
      this.status.lastError = null;
    } catch (error) {
      if (this.#stopping.aborted) return;
      const detail = error instanceof Error ? error.message : String(error);
      if (this.status.lastError !== detail)
        this.#log.error({ task: this.status.name, err: error }, 'a task failed; its next run is the retry');
      this.status.lastError = detail;
      this.status.failures++;
    } finally {
      this.status.runs++;
      this.status.lastDurationMs = Math.round(performance.now() - started);
    }
  }
}
