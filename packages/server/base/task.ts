/**
 * Background work is a reconciler: idempotent, no input, one run at a time, no retries inside — the next activation is
 * the retry. Status is shown in `/readyz`, `/metrics` and the portal. (Pattern: oxide omicron background tasks.)
 */
export interface Reconciler {
  name: string;
  everyMs: number;
  run(signal: AbortSignal): Promise<TaskReport>;
}

/** Free members a task wants shown; numbers become gauges. */
export type TaskReport = Record<string, string | number | boolean | null>;

export interface TaskStatus {
  name: string;
  /** How often it runs by itself. */
  everyMs: number;
  runs: number;
  /** How many runs failed. */
  failures: number;
  lastStartedAt: string | null;
  lastSucceededAt: string | null;
  lastDurationMs: number | null;
  /** Why the last run failed; null when it did not. */
  lastError: string | null;
  report: TaskReport;
}
