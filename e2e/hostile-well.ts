import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { call, login } from './api.ts';

/** Somebody who means well: posts and searches, one after the other, at least ten times and until told to stop. */
export interface Served {
  /** Of each request, sorted. */
  tookMs: number[];
  /** Answers that were no success, and requests that had none. */
  refused: string[];
}

const { url, key } = workerData as { url: string; key: string };
const served: Served = { tookMs: [], refused: [] };
let stopping = false;
parentPort!.once('message', () => (stopping = true));

const ask = async (path: string, body?: object): Promise<void> => {
  const startedMs = performance.now();
  try {
    const { status, text } = await call({ url }, path, { key, ...(body && { body }) });
    if (status !== 200 && status !== 201) served.refused.push(`${path} ${status} ${text}`);
  } catch (error) {
    served.refused.push(`${path} ${String(error)} ${String(error instanceof Error ? error.cause : '')}`);
  }
  served.tookMs.push(performance.now() - startedMs);
};

while (!stopping || served.tookMs.length < 10) {
  await ask('/v1/events', login({ extra: { note: 'well' } }));
  await ask('/v1/events?limit=5&q=extra.note:well');
  await sleep(20);
}
served.tookMs.sort((a, b) => a - b);
parentPort!.postMessage(served);
