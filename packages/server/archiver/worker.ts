import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import type { Deliverer } from './archiver.ts';
import type { Delivery } from './job.ts';
import type { FromArchiver, ToArchiver } from './thread.ts';

/** So long a delivery may take to notice that the server stops. */
const stopMs = 5_000;

/** Deliveries in a thread of their own, which lives as long as a run has work for it. */
export class DeliveryThread implements Deliverer {
  readonly #data: string;
  #worker: Worker | null = null;

  constructor(data: string) {
    this.#data = data;
  }

  async deliver(job: Omit<Extract<ToArchiver, { kind: 'deliver' }>, 'kind'>, signal: AbortSignal): Promise<Delivery> {
    const delivery = await this.#ask({ kind: 'deliver', ...job }, signal);
    if (delivery === null) throw new Error('the archiver thread answered another question');
    return delivery;
  }

  async remove(job: Omit<Extract<ToArchiver, { kind: 'remove' }>, 'kind'>, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'remove', ...job }, signal);
  }

  async rest(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  #ask(message: ToArchiver, signal: AbortSignal): Promise<Delivery | null> {
    const worker = (this.#worker ??= new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: { data: this.#data },
      // Texts of a frame are short-lived: they end among the young, and the thread stays small.
      resourceLimits: { maxYoungGenerationSizeMb: 12 },
    }));
    return new Promise<Delivery | null>((resolve, reject) => {
      let hard: NodeJS.Timeout | undefined;
      const stop = (): void => {
        worker.postMessage({ kind: 'stop' } satisfies ToArchiver);
        hard = setTimeout(() => void worker.terminate(), stopMs);
      };
      const settle = (end: () => void): void => {
        clearTimeout(hard);
        signal.removeEventListener('abort', stop);
        worker.off('message', answered).off('error', failed).off('exit', exited);
        end();
      };
      const answered = (answer: FromArchiver): void =>
        settle(() =>
          answer.kind === 'done' ? resolve(answer.delivery) : reject(Object.assign(new Error(answer.detail), { name: answer.name })),
        );
      const gone = (why: string): void => {
        this.#worker = null;
        settle(() => reject(new Error(`the archiver thread ended: ${why}`)));
      };
      const failed = (error: unknown): void => gone(messageOf(error));
      const exited = (code: number): void => gone(`exit code ${code}`);
      worker.on('message', answered).on('error', failed).on('exit', exited);
      signal.addEventListener('abort', stop, { once: true });
      worker.postMessage(message);
    });
  }
}
