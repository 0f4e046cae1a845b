import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import { EngineClient } from '../index/client.ts';
import type { Endpoint } from '../index/engine.ts';
import { IndexCheck } from '../index/index-check.ts';
import { Indexer } from '../index/indexer.ts';
import { IndexLag } from '../index/lag.ts';
import { openJournalReader } from '../journal/open-reader.ts';
import { Sealer } from '../sealer.ts';
import { journalPath } from '../segments/paths.ts';
import { openLedger } from '../segments/stitch.ts';
import { TaskRunner } from '../tasks.ts';
import { readEarlierRuns } from '../tasks/memory.ts';
import { resolveCatalogueEvent } from '../index/resolve-event.ts';
import { heldByQuery } from '../retention/held.ts';
import { Verifier } from '../verifier/task.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { RetentionWorker } from './retention.ts';

/**
 * The background thread's main: sealer, indexer and their verifiers, away from the thread that answers requests. It reads the journal by
 * its own read-only connection, writes segments, signed state and the index, and asks the main thread to trim.
 */
const port = parentPort;
if (!port) throw new Error('The background thread was started without a parent.');
const say = (message: FromThread): void => port.postMessage(message);
const { data, startedMs, installationName, segmentBytes } = workerData as ThreadData;
const log = (level: 'info' | 'warn' | 'error', message: string, details: Record<string, unknown>): void =>
  say({ kind: 'log', level, message, details });

/** An organisation signed in the last second waits for its next checkpoint; with thousands of them the stop does not wait for all. */
const signLastMs = 3000;
const trims = new Map<number, { done: () => void; failed: (error: Error) => void }>();
const holds = new Map<number, () => void>();
let turn = 0;
let endpoint: Endpoint | null = null;

const journal = openJournalReader(journalPath(data));
const ledger = openLedger({ data, journal });
const client = new EngineClient(() => endpoint);
const tasks = new TaskRunner(
  { error: (fields, message) => log('error', message, { ...fields, err: messageOf('err' in fields ? fields.err : null) }) },
  await readEarlierRuns(data),
);

const sealer = new Sealer({
  data,
  installation: installationName,
  journal,
  segmentBytes,
  trim: (organisation, upTo) =>
    new Promise((done, failed) => {
      trims.set(++turn, { done, failed });
      say({ kind: 'trim', turn, organisation, upTo });
    }),
  onRolledBack: (organisation, reason) => say({ kind: 'rolled-back', organisation, reason }),
});

const asking = new Map<number, { done: () => void; failed: (error: Error) => void }>();
const stopping = new AbortController();
const lag = new IndexLag((organisation) => ledger.size(organisation));
let seenRow = 0;

const indexer = new Indexer({
  client,
  ledger,
  startedMs,
  onProgress: (organisation, to) => {
    lag.reached(organisation, to);
    say({ kind: 'progress', organisation, to });
  },
  onOpened: () => say({ kind: 'index-opened', url: endpoint?.url ?? null }),
  onRebuild: (rebuild) => say({ kind: 'rebuild', rebuild }),
  onUnusable: (reason) => say({ kind: 'index-unusable', reason }),
  log: (message, details) => log('warn', message, details),
});
const indexCheck = new IndexCheck({
  client,
  isIdle: () => endpoint !== null && indexer.isIdle,
  onDamaged: (part) => {
    indexer.remake(part);
    tasks.signal('indexer');
  },
  log: (message, details) => log('error', message, details),
});
let indexing = false;
const retention = new RetentionWorker({
  data,
  installation: installationName,
  journal,
  ledger,
  client,
  heldByQuery: (...asked) => heldByQuery({ client, ledger, resolveEvent: resolveCatalogueEvent }, ...asked),
  sealer,
  indexer,
  forget: (organisation, ids) =>
    new Promise((done, failed) => {
      asking.set(++turn, { done, failed });
      say({ kind: 'forget', turn, organisation, ids });
    }),
  onRewritten: (organisation) => say({ kind: 'rewritten', organisation }),
  signal: stopping.signal,
});

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'endpoint':
      endpoint = message.endpoint;
      if (endpoint === null) return;
      indexer.reopen();
      indexCheck.restart();
      if (indexing) tasks.signal('indexer');
      // Only once there is an engine: before, every run could but fail.
      else {
        tasks.start({
          name: indexer.name,
          everyMs: indexer.everyMs,
          run: async (signal) => (endpoint === null ? { waiting: 'for the engine' } : indexer.run(signal)),
        });
        tasks.start(indexCheck);
      }
      indexing = true;
      return;
    case 'index-suspect':
      if (indexCheck.suspect() && indexing) tasks.signal('index-check');
      return;
    case 'recorded':
      tasks.signal('indexer');
      return;
    case 'trimmed': {
      const trim = trims.get(message.turn);
      trims.delete(message.turn);
      if (message.error === null) trim?.done();
      else trim?.failed(new Error(message.error));
      return;
    }
    case 'retention':
      void retention.do(message.request).then(
        (answer) => say({ kind: 'retention-done', turn: message.turn, error: null, answer }),
        (error: unknown) => say({ kind: 'retention-done', turn: message.turn, error: messageOf(error), answer: null }),
      );
      return;
    case 'forgotten': {
      const asked = asking.get(message.turn);
      asking.delete(message.turn);
      if (message.error === null) asked?.done();
      else asked?.failed(new Error(message.error));
      return;
    }
    case 'continue':
      void sealer.continueFrom(message.organisation).then(
        ({ size, abandoned }) => say({ kind: 'continued', turn: message.turn, error: null, size, abandonedSize: abandoned?.size ?? null }),
        (error: unknown) => say({ kind: 'continued', turn: message.turn, error: messageOf(error), size: 0, abandonedSize: null }),
      );
      return;
    case 'hold': {
      const { turn: held } = message;
      void sealer.still(() => {
        say({ kind: 'held', turn: held });
        return new Promise<void>((release) => holds.set(held, release));
      });
      return;
    }
    case 'release':
      holds.get(message.turn)?.();
      holds.delete(message.turn);
      return;
    case 'stop':
      void stop();
  }
});

tasks.start(sealer);
tasks.start(sealer.closer);
tasks.start(
  new Verifier({
    data,
    journal,
    onDamage: (finding) => say({ kind: 'damaged', finding }),
    onMended: ({ organisation, file = '' }) => log('info', 'what was damaged is whole again', { organisation, file }),
  }),
);
const statuses = setInterval(() => {
  for (let found = journal.changedSince(seenRow); found.sizes.size > 0; found = journal.changedSince(seenRow)) {
    seenRow = found.row;
    for (const [organisation, size] of found.sizes) lag.grown(organisation, size);
  }
  say({ kind: 'statuses', statuses: tasks.statuses(), gauges: { sealer: sealer.gauges(), index: lag.now() } });
}, 1000);

async function stop(): Promise<void> {
  stopping.abort();
  clearInterval(statuses);
  await tasks.stop();
  await sealer
    .signLast(AbortSignal.timeout(signLastMs))
    .catch((error: unknown) => log('error', 'the last events are not signed; the next start signs them', { err: messageOf(error) }));
  await client.close();
  journal.close();
  say({ kind: 'stopped' });
  port?.close();
}
