import { parentPort, workerData } from 'node:worker_threads';
import type { Signer } from '@annals/ledger';
import { messageOf } from '../base/exit.ts';
import type { Destination } from '../destinations/destination.ts';
import { openS3, type S3Settings } from '../destinations/s3.ts';
import { openJournalReader } from '../journal/open-reader.ts';
import { readKey } from '../segments/keys.ts';
import { eventsInFrame } from '../segments/list.ts';
import { journalPath } from '../segments/paths.ts';
import { openLedger } from '../segments/stitch.ts';
import { type DayPart, PartMaker, partsOf } from './day-part.ts';
import { deliver } from './deliver.ts';
import type { Delivery, DeliveryPlan } from './job.ts';
import { partsByThreads } from './part-threads.ts';
import { removeDelivery } from './remove.ts';

/** The archiver thread's main: deliveries one after the other, away from the thread that answers requests. */

export type ToArchiver =
  | { kind: 'deliver'; destination: S3Settings; plan: DeliveryPlan }
  | { kind: 'remove'; destination: S3Settings; manifestKey: string }
  | { kind: 'stop' };
export type FromArchiver = { kind: 'done'; delivery: Delivery | null } | { kind: 'failed'; name: string; detail: string };

/** Starting threads takes as long as making so many. */
const fewEvents = 16 * eventsInFrame;

const port = parentPort;
if (!port) throw new Error('The archiver thread was started without a parent.');
const { data } = workerData as { data: string };
const say = (message: FromArchiver): void => port.postMessage(message);
const journal = openJournalReader(journalPath(data));
// Read once, from the front to the back: nothing to remember.
const ledger = openLedger({ data, journal, cacheBytes: 4 * 1024 * 1024 });
const stopping = new AbortController();

port.on('message', (message: ToArchiver) => {
  if (message.kind === 'stop') stopping.abort(new Error('The server is stopping.'));
  else
    void work(message).then(
      (delivery) => say({ kind: 'done', delivery }),
      (error: unknown) => say({ kind: 'failed', name: error instanceof Error ? error.name : 'Error', detail: messageOf(error) }),
    );
});

async function work(message: Exclude<ToArchiver, { kind: 'stop' }>): Promise<Delivery | null> {
  const destination = await openS3(message.destination);
  try {
    if (message.kind === 'deliver') return await deliverPlan(destination, message.plan);
    await removeDelivery(destination, message.manifestKey);
    return null;
  } finally {
    destination.close();
  }
}

/** A day of a few frames is made here; a long one by threads of its own. */
async function deliverPlan(destination: Destination, plan: DeliveryPlan): Promise<Delivery> {
  const parts = plan.count > fewEvents ? partsByThreads(data, plan) : madeHere(plan);
  return deliver(ledger, destination, plan, parts, await signerOf(plan), stopping.signal);
}

async function* madeHere(plan: DeliveryPlan): AsyncGenerator<DayPart, void> {
  const maker = new PartMaker(ledger, plan);
  for (const [from, to] of partsOf(plan)) yield await maker.make(from, to);
}

/** The key of the organisation's log, which signed the checkpoint of the plan. */
async function signerOf({ organisation, vkey }: DeliveryPlan): Promise<Signer> {
  const [origin = ''] = vkey.split('+');
  const key = await readKey(data, origin.slice(0, -`/org/${organisation}`.length), organisation);
  if (key?.vkey !== vkey) throw new Error(`The key of ${organisation} is not the one that signed its checkpoints.`);
  return key.signer;
}
