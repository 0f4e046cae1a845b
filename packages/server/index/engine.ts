import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostMessage, OpenMessage } from './engine-host.ts';

/**
 * Supervisor of the engine's child process.
 *
 * Promises: at most one child; a child that ends without being asked is started again, after 100 ms and then twice as
 * long each time up to 5 s; capture never waits for it. The child's environment holds nothing of the server's. The
 * secret is new for each supervisor and known only to the two processes.
 * Does not promise: that the index is complete; consistency.ts decides that after each start.
 */
export type EngineState = 'starting' | 'ready' | 'down' | 'unsupported' | 'stopped';

export interface Endpoint {
  url: string;
  password: string;
}

export interface EngineOptions {
  /** Index directory. */
  path: string;
  /** Directory for `engine.pid`. */
  runPath: string;
  memoryBytes?: number;
  log(message: string, details: Record<string, unknown>): void;
}

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;
const stopMs = 3_000;
/** A child that lived this long had a good start: the next backoff begins anew. */
const settledMs = 10_000;

export class Engine {
  readonly #options: EngineOptions;
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #listeners = new Set<(endpoint: Endpoint | null) => void>();
  #child: ChildProcess | null = null;
  #endpoint: Endpoint | null = null;
  #state: EngineState = 'starting';
  #lastError: string | null = null;
  #backoffMs = firstBackoffMs;
  #timer: NodeJS.Timeout | null = null;
  #starts = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#start();
  }

  get state(): EngineState {
    return this.#state;
  }

  get lastError(): string | null {
    return this.#lastError;
  }

  /** How often a child was started; more than one means it ended by itself. */
  get starts(): number {
    return this.#starts;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Where to reach the engine now, or null while it is down. */
  endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  /** Called with each new endpoint and with null when it is lost; returns how to stop being called. */
  onEndpoint(listener: (endpoint: Endpoint | null) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#endpoint);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the engine answers, or rejects after `timeoutMs` or when it cannot work here. */
  async ready(timeoutMs = 30_000): Promise<Endpoint> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (this.#endpoint !== null) return this.#endpoint;
      if (this.#state === 'unsupported' || this.#state === 'stopped' || Date.now() > deadline)
        throw new Error(`the engine is ${this.#state}: ${this.#lastError ?? 'no answer in time'}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#setEndpoint(null);
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.send({ kind: 'stop' });
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await ended;
    clearTimeout(timer);
    rmSync(this.#pidPath(), { force: true });
  }

  #pidPath(): string {
    return join(this.#options.runPath, 'engine.pid');
  }

  #start(): void {
    this.#timer = null;
    this.#starts += 1;
    const startedMs = Date.now();
    const main = fileURLToPath(new URL('./engine-host.ts', import.meta.url));
    const child = fork(main, [], {
      execPath: process.execPath,
      execArgv: [],
      env: { UV_THREADPOOL_SIZE: '16', TZ: 'UTC', ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }) },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    if (child.pid !== undefined) {
      mkdirSync(this.#options.runPath, { recursive: true });
      writeFileSync(this.#pidPath(), `${child.pid}\n`);
    }
    child.on('error', (error) => {
      this.#lastError = error.message;
    });
    child.on('message', (message: HostMessage) => {
      if (this.#state === 'stopped') return;
      if (message.kind === 'failed') {
        this.#lastError = message.message;
        return;
      }
      this.#state = 'ready';
      this.#lastError = null;
      this.#options.log('engine ready', { pid: child.pid, startMs: message.startMs });
      this.#setEndpoint({ url: `http://127.0.0.1:${message.port}`, password: this.#secret });
    });
    child.once('exit', (code, signal) => this.#ended(code, signal, Date.now() - startedMs));
    const open: OpenMessage = {
      kind: 'open',
      path: this.#options.path,
      secret: this.#secret,
      memoryBytes: this.#options.memoryBytes ?? 1_200_000_000,
    };
    child.send(open, (error) => {
      if (error !== null) this.#lastError = error.message;
    });
  }

  #ended(code: number | null, signal: NodeJS.Signals | null, livedMs: number): void {
    this.#setEndpoint(null);
    if (this.#state === 'stopped') return;
    if (this.#lastError !== null && /Cannot find (module|package)|ERR_MODULE_NOT_FOUND|ERR_DLOPEN|invalid ELF/.test(this.#lastError)) {
      this.#state = 'unsupported';
      this.#options.log('the engine cannot run here; events are captured, not searchable', { reason: this.#lastError });
      return;
    }
    this.#state = 'down';
    if (livedMs > settledMs) this.#backoffMs = firstBackoffMs;
    this.#options.log('engine ended, starting again', { code, signal, reason: this.#lastError, backoffMs: this.#backoffMs });
    this.#timer = setTimeout(() => this.#start(), this.#backoffMs);
    this.#backoffMs = Math.min(this.#backoffMs * 2, maxBackoffMs);
  }

  #setEndpoint(endpoint: Endpoint | null): void {
    if (endpoint === null && this.#endpoint === null) return;
    this.#endpoint = endpoint;
    for (const listener of this.#listeners) listener(endpoint);
  }
}
