import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import type { BackupProgress, BackupSummary, Stillness } from './take.ts';
import type { FromBackup, StillPart, ToBackup } from './thread.ts';

/** Backups of the directory of a running server, one at a time, each in a thread of its own. */
export class Backups {
  readonly #data: string;
  readonly #still: Stillness;
  #worker: Worker | null = null;

  constructor(data: string, still: Stillness) {
    this.#data = data;
    this.#still = still;
  }

  /** Rejects with one plain line. */
  async take(directory: string, onProgress: (progress: BackupProgress) => void): Promise<BackupSummary> {
    if (this.#worker) throw new Error('A backup is being taken already.');
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { data: this.#data, directory } });
    this.#worker = worker;
    const moving = new Map<StillPart, () => void>();
    try {
      return await new Promise<BackupSummary>((resolve, reject) => {
        worker.on('message', (message: FromBackup) => {
          switch (message.kind) {
            case 'still':
              this.#still[message.part](() => {
                const moved = new Promise<void>((move) => moving.set(message.part, move));
                worker.postMessage({ kind: 'still', part: message.part } satisfies ToBackup);
                return moved;
              }).catch(reject);
              return;
            case 'moving':
              moving.get(message.part)?.();
              return;
            case 'progress':
              onProgress(message.progress);
              return;
            case 'taken':
              resolve(message.summary);
              return;
            case 'failed':
              reject(new Error(message.detail));
          }
        });
        worker.on('error', (error: unknown) => reject(new Error(`the backup failed: ${messageOf(error)}`)));
        worker.on('exit', () => reject(new Error('The server is stopping; what was copied is no complete backup.')));
      });
    } finally {
      // Whatever became of the thread, nothing stands still for it any longer.
      for (const move of moving.values()) move();
      this.#worker = null;
      await worker.terminate();
    }
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
  }
}
