import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import { EngineClient } from '../index/client.ts';
import type { Endpoint } from '../index/engine.ts';
import { resolveCatalogueEvent } from '../index/resolve-event.ts';
import { openJournalReader } from '../journal/open-reader.ts';
import { journalPath } from '../segments/paths.ts';
import { openLedger } from '../segments/stitch.ts';
import type { ExportResult } from './manifest.ts';
import { ExportFailed, runJob, type JobOrder, type JobProgress } from './run-job.ts';

/**
 * The main of a job's thread: one export, away from the thread that answers requests. Ended from outside when the job is
 * cancelled; what it wrote until then is nobody's.
 */
export interface ExportThreadData {
  data: string;
  order: JobOrder;
  endpoint: Endpoint | null;
}

export type FromExport =
  | { kind: 'progress'; progress: JobProgress }
  | { kind: 'done'; result: ExportResult }
  /** `final`: beginning again would change nothing. */
  | { kind: 'failed'; detail: string; final: boolean };

/** So often is progress told. */
const progressMs = 200;
const cacheBytes = 8 * 1024 * 1024;

const port = parentPort;
if (!port) throw new Error('The thread of an export was started without a parent.');
const { data, order, endpoint } = workerData as ExportThreadData;
const say = (message: FromExport): void => port.postMessage(message);

const journal = openJournalReader(journalPath(data));
const client = new EngineClient(() => endpoint);
let toldAt = -Infinity;
const onProgress = (progress: JobProgress): void => {
  if (performance.now() - toldAt < progressMs) return;
  toldAt = performance.now();
  say({ kind: 'progress', progress });
};

try {
  const ledger = openLedger({ data, journal, cacheBytes });
  say({ kind: 'done', result: await runJob(order, { data, ledger, client, resolveEvent: resolveCatalogueEvent, onProgress }) });
} catch (error) {
  // A query that costs too much costs as much the next time; an engine that went away comes back.
  const final = error instanceof ExportFailed || (error instanceof Problem && error.code !== 'index_unavailable');
  say({ kind: 'failed', detail: messageOf(error), final });
}
await client.close();
journal.close();
port.close();
