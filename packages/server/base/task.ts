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
  runs: number;
  lastStartedAt: string | null;
  lastSucceededAt: string | null;
  lastDurationMs: number | null;
  lastError: string | null;
  report: TaskReport;
}
