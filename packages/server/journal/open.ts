import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import type { AppendAnswer, AppendRequest, Journal, RememberedId } from './journal.ts';
import { AppendQueue, smallRequestBytes, type Waiting } from './queue.ts';
import type { ThreadAnswer, ThreadMessage } from './thread.ts';
import { encodeRequest } from './wire.ts';

export class QueueFull extends Error {
  constructor() {
    super('Too many events wait to be written; try again in a second.');
    this.name = 'QueueFull';
  }
}

export class DiskFull extends Error {
  constructor(detail: string) {
    super(`The disk is full: ${detail}`);
    this.name = 'DiskFull';
  }
}

export interface JournalOptions {
  path: string;
  /** Bound of the texts that wait for a commit. */
  queueBytes: number;
  /** The store failed in a way after which nothing may be acknowledged: end the process. */
  onFatal: (detail: string) => void;
  /** A group was committed: how long its thread worked on it, fsync included. */
  onCommit?: (ms: number) => void;
}

export interface JournalGauges {
  queueBytes: number;
  queueRequests: number;
  commits: number;
  lastCommitMs: number;
  /** How long the thread has owed an answer; 0 when it owes none. */
  silentMs: number;
  /** Why nothing can be written any more, or null. */
  failed: string | null;
}

/** Where single events come and go, a commit stays short: a small request waits for at most two of them. */
const shortGroupBytes = 512 * 1024;
/** Imports alone share longer ones: each organisation of a commit costs two rows, whatever they hold. */
const longGroupBytes = 4 * 1024 * 1024;
/** So long after the last small request another is expected. */
const expectSmallMs = 1000;
/** One group is being written while the next already lies at the thread, so that it never idles. */
const groupsInFlight = 2;

/** Starts the journal thread and resolves when the database is open; rejects when it cannot be opened, and `onFatal` is not called. */
export async function openJournal(options: JournalOptions): Promise<Journal & { gauges(): JournalGauges }> {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { path: options.path } });
  const journal = new ThreadedJournal(worker, options);
  await journal.opened;
  return journal;
}

class ThreadedJournal implements Journal {
  readonly opened: Promise<void>;
  readonly #worker: Worker;
  readonly #options: JournalOptions;
  readonly #queue: AppendQueue;
  readonly #groups = new Map<number, Waiting[]>();
  readonly #turns = new Map<number, { done: () => void; failed: (error: Error) => void }>();
  #turn = 0;
  #smallAtMs = -Infinity;
  #scheduled = false;
  #closed: Error | null = null;
  #commits = 0;
  #lastCommitMs = 0;
  /** When the thread last answered, or was given work while it had none. */
  #busySinceMs = 0;

  constructor(worker: Worker, options: JournalOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#queue = new AppendQueue(options.queueBytes);
    this.opened = new Promise((done, failed) => {
      this.#turns.set(0, { done, failed });
    });
    worker.on('message', (answer: ThreadAnswer) => this.#received(answer));
    worker.on('error', (error: unknown) => this.#fatal(messageOf(error), error));
    worker.on('exit', (code) => {
      if (!this.#closed) this.#fatal(`the journal thread ended with code ${code}`);
    });
  }

  append(request: AppendRequest): Promise<AppendAnswer> {
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise((answered, failed) => {
      const first = request.items.find((item) => item.kind === 'event');
      const owner = first?.kind === 'event' ? first.organisation : '';
      if (request.bytes <= smallRequestBytes) this.#smallAtMs = performance.now();
      if (!this.#queue.add(owner, { request, bytes: request.bytes, answered, failed })) {
        failed(new QueueFull());
        return;
      }
      this.#schedule();
    });
  }

  trim(organisation: string, upTo: number): Promise<void> {
    return this.#command({ kind: 'trim', turn: ++this.#turn, organisation, upTo });
  }

  forget(organisation: string, ids: readonly RememberedId[]): Promise<void> {
    return this.#command({ kind: 'forget', turn: ++this.#turn, organisation, ids });
  }

  removeOrganisation(organisation: string): Promise<void> {
    return this.#command({ kind: 'remove', turn: ++this.#turn, organisation });
  }

  refuse(organisation: string, reason: string | null): Promise<void> {
    return this.#command({ kind: 'refuse', turn: ++this.#turn, organisation, reason });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const command = this.#command({ kind: 'close', turn: ++this.#turn });
    this.#closed = new Error('The journal is closed.');
    await command;
    await this.#worker.terminate();
  }

  gauges(): JournalGauges {
    return {
      queueBytes: this.#queue.bytes,
      queueRequests: this.#queue.count,
      commits: this.#commits,
      lastCommitMs: this.#lastCommitMs,
      silentMs: this.#groups.size === 0 ? 0 : performance.now() - this.#busySinceMs,
      failed: this.#closed?.message ?? null,
    };
  }

  #command(message: Exclude<ThreadMessage, { kind: 'append' }>): Promise<void> {
    if (this.#closed) return Promise.reject(this.#closed);
    return new Promise((done, failed) => {
      this.#turns.set(message.turn, { done, failed });
      this.#worker.postMessage(message);
    });
  }

  /** After the current turn of the event loop, so that requests that arrived together share a commit. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#send();
    });
  }

  #send(): void {
    const groupBytes = performance.now() - this.#smallAtMs < expectSmallMs ? shortGroupBytes : longGroupBytes;
    while (this.#groups.size < groupsInFlight && this.#queue.count > 0) {
      const group = this.#queue.take(groupBytes);
      const turn = ++this.#turn;
      if (this.#groups.size === 0) this.#busySinceMs = performance.now();
      this.#groups.set(turn, group);
      this.#worker.postMessage({
        kind: 'append',
        turn,
        requests: group.map((waiting) => encodeRequest(waiting.request)),
      } satisfies ThreadMessage);
    }
  }

  #received(answer: ThreadAnswer): void {
    const group = this.#groups.get(answer.turn);
    const turn = this.#turns.get(answer.turn);
    this.#groups.delete(answer.turn);
    this.#turns.delete(answer.turn);
    this.#busySinceMs = performance.now();
    if (answer.kind === 'appended') {
      this.#commits++;
      this.#lastCommitMs = answer.commitMs;
      this.#options.onCommit?.(answer.commitMs);
      group?.forEach((waiting, index) => waiting.answered(answer.answers[index]!));
    } else if (answer.kind === 'done') turn?.done();
    else {
      const error = answer.kind === 'full' ? new DiskFull(answer.detail) : new Error(`The journal failed: ${answer.detail}`);
      group?.forEach((waiting) => waiting.failed(error));
      turn?.failed(error);
      if (answer.kind === 'fatal') this.#fatal(answer.detail);
    }
    this.#send();
  }

  #fatal(detail: string, cause?: unknown): void {
    if (this.#closed) return;
    // Whoever waits for the opening is told the cause itself, and decides.
    const opening = this.#turns.get(0);
    this.#turns.delete(0);
    this.#closed = new Error(`The journal failed: ${detail}`, { cause });
    if (opening) {
      opening.failed(cause instanceof Error ? cause : this.#closed);
      return;
    }
    for (const group of this.#groups.values()) for (const waiting of group) waiting.failed(this.#closed);
    for (const turn of this.#turns.values()) turn.failed(this.#closed);
    for (const waiting of this.#queue.take(Number.MAX_SAFE_INTEGER)) waiting.failed(this.#closed);
    this.#options.onFatal(detail);
  }
}
