import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FromLoad, Job, JobResult, LoadStart, ToLoad } from './jobs.ts';

/** A load process as the bench holds it. */
export class Load {
  readonly #child: ChildProcess;
  readonly #jobs = new Map<number, { done: PromiseWithResolvers<JobResult>; onProgress: ((acknowledged: number) => void) | undefined }>();
  readonly #ready = Promise.withResolvers<void>();
  #turn = 0;
  #closing = false;

  constructor(start: LoadStart) {
    this.#child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), [], { serialization: 'advanced', execArgv: [] });
    this.#child.on('message', (message: FromLoad) => this.#heard(message));
    this.#child.on('exit', (code) => {
      if (!this.#closing) this.#failed(new Error(`the load process ended with code ${code}`));
    });
    this.#ready.promise.catch(() => undefined /* whoever runs a job is told */);
    this.#say({ kind: 'start', start });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the data set is made, so that no clock runs for it. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  async run(job: Job, onProgress?: (acknowledged: number) => void): Promise<JobResult> {
    await this.ready();
    const done = Promise.withResolvers<JobResult>();
    this.#jobs.set(++this.#turn, { done, onProgress });
    this.#say({ kind: 'job', turn: this.#turn, job });
    return done.promise;
  }

  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#say({ kind: 'close' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#closing = true;
    this.#child.kill('SIGKILL');
  }

  #say(message: ToLoad): void {
    this.#child.send(message);
  }

  #heard(message: FromLoad): void {
    switch (message.kind) {
      case 'ready':
        return this.#ready.resolve();
      case 'progress':
        return this.#jobs.get(message.turn)?.onProgress?.(message.acknowledged);
      case 'done':
        this.#jobs.get(message.turn)?.done.resolve(message.result);
        this.#jobs.delete(message.turn);
        return;
      case 'failed':
        return this.#failed(new Error(`the load process failed: ${message.message}`));
    }
  }

  #failed(error: Error): void {
    this.#ready.reject(error);
    for (const { done } of this.#jobs.values()) done.reject(error);
    this.#jobs.clear();
  }
}
