import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../base/exit.ts';
import { cannotRunHere, isNotOfTheIndex, type Ending } from './engine-ending.ts';
import { EnginePid } from './engine-pid.ts';
import type { HostMessage, OpenMessage } from './engine-host.ts';
import { Pulse } from './pulse.ts';
import { forgetAside, putBack, setAside } from './set-aside.ts';

/**
 * Supervisor of the engine's child process.
 *
 * Promises: at most one child; a child that ends without being asked is started again, after 100 ms and then twice as
 * long each time up to 5 s, up to a minute when that goes on; capture never waits for it. A child that hangs is killed.
 * An index with which the engine cannot live is set aside and made anew, and put back when a new one helps as little.
 * The child's environment holds nothing of the server's. The secret is new for each supervisor and known only to the
 * two processes. Nothing here throws: whatever fails is said in the log and in `lastError`.
 * Does not promise: that the index is complete; consistency.ts decides that after each start.
 * Relies on: the lock of the data directory, so that an engine of an earlier server is an orphan.
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
  /** How often the child is asked whether it is there; silent for eight times this long, it is killed. */
  pingMs?: number;
  log(message: string, details: Record<string, unknown>): void;
}

const firstBackoffMs = 100;
const maxBackoffMs = 5_000;
const hopelessBackoffMs = 60_000;
const stopMs = 3_000;
/** A child that lived this long had a good start: the next backoff begins anew. */
const settledMs = 10_000;
/** Opening reads the definitions and the list of parts: a quarter of a second for 20 million events. */
const openMs = 120_000;
/** So many children in a row that did not live 10 s: then it is the index, or nothing that a new index would help. */
const shortLivesBeforeAside = 5;
const condemnEveryMs = 3_600_000;
const saidCharacters = 2_000;
/** Freed pages are kept this long: with the allocator's own 5 s, refused queries leave half as much again; with 0, searches are slow. */
const allocator = 'dirty_decay_ms:100,muzzy_decay_ms:0';

const hostPath = fileURLToPath(new URL('./engine-host.ts', import.meta.url));

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
  #shortLives = 0;
  /** What became of the index directory of this supervisor's start. */
  #aside: 'no' | 'aside' | 'back' = 'no';
  #condemned: { atMs: number; child: ChildProcess; reason: string } | null = null;
  readonly #pidFile: EnginePid;
  readonly #pulse: Pulse;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#pulse = new Pulse(options.pingMs);
    this.#pidFile = new EnginePid(options.runPath, hostPath, options.path);
    void this.#attempt('an engine of an earlier server could not be ended', () => {
      const orphan = this.#pidFile.endOrphan();
      if (orphan !== null) options.log('ended an engine that had outlived its server', { pid: orphan });
    });
    this.#start();
  }

  /** Inside the index directory, which may be a disk of its own and cannot be renamed then. */
  get #enginePath(): string {
    return join(this.#options.path, 'engine');
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

  /** Of the child that there is. */
  get pulse(): Pick<Pulse, 'silentMs' | 'isSilent'> {
    return this.#pulse;
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

  /** The engine runs but cannot use its index: ends it, and gives it another. At most once an hour. */
  condemnIndex(reason: string): void {
    if (this.#condemned !== null && performance.now() - this.#condemned.atMs < condemnEveryMs) return;
    if (this.#child === null || this.#endpoint === null) return;
    this.#condemned = { atMs: performance.now(), child: this.#child, reason };
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#setEndpoint(null);
    const child = this.#child;
    if (child !== null && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (child.connected) child.send({ kind: 'stop' }, () => undefined /* a child that is gone needs not be told */);
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(timer);
    }
    await this.#attempt('engine.pid could not be removed', () => this.#pidFile.remove());
  }

  #start(): void {
    this.#timer = null;
    this.#starts += 1;
    const startedMs = performance.now();
    const path = process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] };
    const child = fork(hostPath, [this.#options.path], {
      execPath: process.execPath,
      execArgv: [],
      env: { UV_THREADPOOL_SIZE: '16', TZ: 'UTC', JE_MALLOC_CONF: allocator, ...path },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    let reason: string | null = null;
    let said = '';
    let over = false;
    const settled = setTimeout(() => this.#settled(), settledMs);
    const opening = setTimeout(() => kill('the engine did not open its index in time'), openMs);
    const pings = setInterval(() => {
      if (this.#endpoint === null) return;
      if (this.#pulse.hangs) return kill('the engine hangs');
      this.#pulse.asked();
      if (child.connected) child.send({ kind: 'ping' }, () => undefined /* no answer is what counts */);
    }, this.#pulse.everyMs);
    // The engine writes the true reason of many failures there, and gives its caller a general one.
    child.stderr?.on('data', (text: Buffer) => {
      process.stderr.write(text);
      said = (said + text.toString()).slice(-saidCharacters);
    });
    const kill = (why: string): void => {
      reason = why;
      child.kill('SIGKILL');
    };
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (over) return;
      over = true;
      this.#pulse.answered();
      clearTimeout(settled);
      clearTimeout(opening);
      clearInterval(pings);
      const condemned = this.#condemned?.child === child ? this.#condemned.reason : null;
      this.#ended({
        code,
        signal,
        byOthers: signal === 'SIGKILL' && reason === null && condemned === null,
        reason: condemned ?? ([reason, said].filter(Boolean).join(': ') || null),
        isCondemned: condemned !== null,
        livedMs: performance.now() - startedMs,
      });
    };
    child.on('error', (error) => {
      reason ??= error.message;
      // Without a process there is no exit to wait for.
      if (child.pid === undefined) ended(null, null);
    });
    child.once('exit', () => this.#setEndpoint(null));
    // After the last it wrote was read.
    child.once('close', ended);
    child.on('message', (message: HostMessage) => {
      if (this.#state === 'stopped') return;
      this.#pulse.answered();
      if (message.kind === 'failed') reason = message.message;
      if (message.kind !== 'listening') return;
      clearTimeout(opening);
      this.#state = 'ready';
      this.#lastError = null;
      this.#options.log('engine ready', { pid: child.pid, startMs: message.startMs });
      this.#setEndpoint({ url: `http://127.0.0.1:${message.port}`, password: this.#secret });
    });
    const { pid } = child;
    if (pid === undefined) return;
    void this.#attempt('engine.pid could not be written', () => this.#pidFile.write(pid));
    const open: OpenMessage = {
      kind: 'open',
      path: this.#options.path,
      secret: this.#secret,
      memoryBytes: this.#options.memoryBytes ?? 1_200_000_000,
    };
    child.send(open, (error) => {
      if (error !== null) reason ??= error.message;
    });
  }

  #settled(): void {
    this.#shortLives = 0;
    this.#backoffMs = firstBackoffMs;
    if (this.#endpoint === null || this.#aside === 'back') return;
    this.#aside = 'no';
    void this.#attempt('the index that was set aside could not be removed', () => forgetAside(this.#enginePath));
  }

  #ended({ code, signal, reason, isCondemned, byOthers, livedMs }: Ending): void {
    this.#setEndpoint(null);
    if (this.#state === 'stopped') return;
    void this.#attempt('engine.pid could not be removed', () => this.#pidFile.remove());
    this.#lastError = reason ?? `it ended with ${signal ?? `code ${code}`}`;
    if (cannotRunHere(this.#lastError)) {
      this.#state = 'unsupported';
      this.#options.log('the engine cannot run here; events are captured, not searchable', { reason: this.#lastError });
      return;
    }
    this.#state = 'down';
    if (isCondemned) this.#shortLives = shortLivesBeforeAside;
    else if (livedMs < settledMs && !byOthers && !isNotOfTheIndex(this.#lastError)) this.#shortLives += 1;
    const changed = this.#shortLives === shortLivesBeforeAside ? this.#changeIndex() : Promise.resolve();
    void changed.then(() => {
      if (this.#state === 'stopped') return;
      this.#options.log('engine ended, starting again', { code, signal, reason: this.#lastError, backoffMs: this.#backoffMs });
      this.#timer = setTimeout(() => this.#start(), this.#backoffMs);
      this.#backoffMs = Math.min(this.#backoffMs * 2, this.#aside === 'back' ? hopelessBackoffMs : maxBackoffMs);
    });
  }

  /** Another index directory for the next start: a new one, or, when that helped nothing, the one there was. */
  async #changeIndex(): Promise<void> {
    const { path, log } = this.#options;
    if (this.#aside === 'no') {
      this.#aside = 'aside';
      this.#shortLives = 0;
      log('the engine cannot live with its index; it is set aside and made anew from the ledger', { path, reason: this.#lastError });
      await this.#attempt('the index could not be set aside', () => setAside(this.#enginePath));
    } else if (this.#aside === 'aside') {
      this.#aside = 'back';
      log('a new index did not help the engine; the one before is put back', { path, reason: this.#lastError });
      await this.#attempt('the index could not be put back', () => putBack(this.#enginePath));
    }
  }

  async #attempt(failure: string, act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#options.log(failure, { reason: messageOf(error) });
    }
  }

  #setEndpoint(endpoint: Endpoint | null): void {
    if (endpoint === null && this.#endpoint === null) return;
    this.#endpoint = endpoint;
    for (const listener of this.#listeners) listener(endpoint);
  }
}
