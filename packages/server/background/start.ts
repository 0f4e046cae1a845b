import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import type { TaskStatus } from '../base/task.ts';
import type { Engine } from '../index/engine.ts';
import type { Rebuild } from '../index/indexer.ts';
import type { Journal } from '../journal/journal.ts';
import type { Finding } from '../verifier.ts';
import type { BackgroundGauges, FromThread, ThreadData, ToThread } from './messages.ts';
import type { RetentionAnswer, RetentionRequest } from './retention.ts';

export interface BackgroundOptions extends ThreadData {
  journal: Journal;
  engine: Engine;
  onProgress(organisation: string, to: number): void;
  onIndexOpened(): void;
  onRebuild(rebuild: Rebuild): void;
  /** What segments hold of the organisation is another now. */
  onRewritten(organisation: string): void;
  onRolledBack(organisation: string, reason: string): void;
  /** Something stored is not what it was; said once. */
  onDamage(finding: Finding): void;
  log: Record<'info' | 'warn' | 'error', (fields: object, message: string) => void>;
  /** Sealing or indexing cannot go on in this process: end it. */
  onFatal(detail: string): void;
}

export interface Continuation {
  /** Events the ledger holds. */
  size: number;
  /** What the checkpoint that was given up said; null when it could not be read. */
  abandonedSize: number | null;
}

export interface Background {
  /** New events were committed. */
  recorded(): void;
  /** A question met a damaged file of the index. */
  suspectIndex(): void;
  /** Signs anew what is there, on an admin's word; then the journal may take the organisation's events again. */
  continueLedger(organisation: string): Promise<Continuation>;
  /** What retention does with files and index. */
  retain<A extends RetentionRequest['act']>(request: Extract<RetentionRequest, { act: A }>): Promise<Extract<RetentionAnswer, { act: A }>>;
  /** Runs `work` while nothing is signed, sealed or trimmed. */
  whileNotSealing<T>(work: () => Promise<T>): Promise<T>;
  statuses(): TaskStatus[];
  /** What it said last and how long ago; null before its first word. */
  gauges(): (BackgroundGauges & { heardMsAgo: number }) | null;
  /** Lets running tasks end. */
  stop(): Promise<void>;
}

/** Each telling costs the engine an insert, so a stream of commits is told in bunches; a commit after a pause at once. */
const bunchMs = 400;
const atOnceMs = 20;

/** Starts the background thread. Nothing waits for it: events are recorded meanwhile, and sealed and indexed once it is there. */
export function startBackground(options: BackgroundOptions): Background {
  const { journal, engine, log, data, startedMs, installationName, segmentBytes } = options;
  const worker = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: { data, startedMs, installationName, segmentBytes } satisfies ThreadData,
  });
  const say = (message: ToThread): void => worker.postMessage(message);
  const stopped = Promise.withResolvers<void>();
  const holding = new Map<number, () => void>();
  const continuing = new Map<number, PromiseWithResolvers<Continuation>>();
  const retaining = new Map<number, PromiseWithResolvers<RetentionAnswer>>();
  let statuses: TaskStatus[] = [];
  let heard: { gauges: BackgroundGauges; at: number } | null = null;
  let stopping = false;
  let turn = 0;
  let toldAtMs = -Infinity;
  let willTell = false;

  worker.on('message', (message: FromThread) => {
    switch (message.kind) {
      case 'trim':
        void journal.trim(message.organisation, message.upTo).then(
          () => say({ kind: 'trimmed', turn: message.turn, error: null }),
          (error: unknown) => say({ kind: 'trimmed', turn: message.turn, error: messageOf(error) }),
        );
        return;
      case 'forget':
        void journal.forget(message.organisation, message.ids).then(
          () => say({ kind: 'forgotten', turn: message.turn, error: null }),
          (error: unknown) => say({ kind: 'forgotten', turn: message.turn, error: messageOf(error) }),
        );
        return;
      case 'retention-done': {
        const waiting = retaining.get(message.turn);
        retaining.delete(message.turn);
        if (message.answer) waiting?.resolve(message.answer);
        else waiting?.reject(new Error(message.error ?? 'retention failed'));
        return;
      }
      case 'rewritten':
        options.onRewritten(message.organisation);
        return;
      case 'progress':
        options.onProgress(message.organisation, message.to);
        return;
      case 'index-opened':
        // An engine that is gone meanwhile says nothing of the next one.
        if (message.url === (engine.endpoint()?.url ?? null)) options.onIndexOpened();
        return;
      case 'rebuild':
        options.onRebuild(message.rebuild);
        return;
      case 'index-unusable':
        engine.condemnIndex(message.reason);
        return;
      case 'rolled-back':
        options.onRolledBack(message.organisation, message.reason);
        return;
      case 'held':
        holding.get(message.turn)?.();
        holding.delete(message.turn);
        return;
      case 'damaged':
        options.onDamage(message.finding);
        return;
      case 'continued': {
        const waiting = continuing.get(message.turn);
        continuing.delete(message.turn);
        if (message.error === null) waiting?.resolve({ size: message.size, abandonedSize: message.abandonedSize });
        else waiting?.reject(new Error(message.error));
        return;
      }
      case 'statuses':
        statuses = message.statuses;
        heard = { gauges: message.gauges, at: performance.now() };
        return;
      case 'log':
        log[message.level](message.details, message.message);
        return;
      case 'stopped':
        stopped.resolve();
    }
  });
  const ended = (detail: string): void => {
    stopped.resolve();
    if (!stopping) options.onFatal(detail);
  };
  worker.on('error', (error: unknown) => ended(`the background thread failed: ${messageOf(error)}`));
  worker.on('exit', (code) => ended(`the background thread ended with code ${code}`));

  const unsubscribe = engine.onEndpoint((endpoint) => say({ kind: 'endpoint', endpoint }));
  return {
    recorded() {
      if (willTell) return;
      willTell = true;
      setTimeout(
        () => {
          willTell = false;
          toldAtMs = performance.now();
          if (!stopping) say({ kind: 'recorded' });
        },
        Math.max(atOnceMs, toldAtMs + bunchMs - performance.now()),
      );
    },
    suspectIndex() {
      if (!stopping) say({ kind: 'index-suspect' });
    },
    async retain<A extends RetentionRequest['act']>(request: Extract<RetentionRequest, { act: A }>) {
      if (stopping) throw new Error('The server stops.');
      const waiting = Promise.withResolvers<RetentionAnswer>();
      retaining.set(++turn, waiting);
      say({ kind: 'retention', turn, request });
      return (await waiting.promise) as Extract<RetentionAnswer, { act: A }>;
    },
    async continueLedger(organisation) {
      const waiting = Promise.withResolvers<Continuation>();
      continuing.set(++turn, waiting);
      say({ kind: 'continue', turn, organisation });
      return waiting.promise;
    },
    async whileNotSealing(work) {
      const held = ++turn;
      await new Promise<void>((resolve) => {
        holding.set(held, resolve);
        say({ kind: 'hold', turn: held });
      });
      try {
        return await work();
      } finally {
        say({ kind: 'release', turn: held });
      }
    },
    statuses: () => statuses,
    gauges: () => heard && { ...heard.gauges, heardMsAgo: performance.now() - heard.at },
    async stop() {
      stopping = true;
      for (const waiting of retaining.values()) waiting.reject(new Error('The server stops.'));
      unsubscribe();
      say({ kind: 'stop' });
      await stopped.promise;
      await worker.terminate();
    },
  };
}
