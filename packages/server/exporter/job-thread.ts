import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import type { ExportResult } from './manifest.ts';
import type { JobProgress } from './run-job.ts';
import type { ExportThreadData, FromExport } from './thread.ts';

export type JobEnd = { kind: 'done'; result: ExportResult } | { kind: 'failed'; detail: string; final: boolean };

/** A job that runs, wherever it does. Its end is told once. */
export interface RunningJob {
  readonly ended: Promise<JobEnd>;
  readonly startedMs: number;
  readonly progress: JobProgress;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** Events are texts that live for a moment; a frame of the largest ones fits many times. */
const resourceLimits = { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 512 };

/** A job in a thread of its own; a thread that dies is a failure that may be tried again. */
export class JobThread implements RunningJob {
  readonly ended: Promise<JobEnd>;
  readonly startedMs = performance.now();
  progress: JobProgress = { rows: 0, totalRows: null, bytes: 0 };
  readonly #worker: Worker;

  constructor(data: ExportThreadData) {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: data, resourceLimits });
    this.#worker = worker;
    this.ended = new Promise((resolve) => {
      const failed = (detail: string): void => resolve({ kind: 'failed', detail, final: false });
      worker.on('message', (message: FromExport) => {
        if (message.kind === 'progress') this.progress = message.progress;
        else resolve(message);
      });
      worker.on('error', (error: unknown) => failed(`the thread of the export failed: ${messageOf(error)}`));
      worker.on('exit', () => failed('The thread of the export ended before the export did.'));
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
