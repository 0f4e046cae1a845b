import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../base/exit.ts';
import { openJournalReader } from '../journal/open-reader.ts';
import { journalPath } from '../segments/paths.ts';
import { openLedger } from '../segments/stitch.ts';
import { type DayPart, PartMaker } from './day-part.ts';
import type { DeliveryPlan } from './job.ts';

/** A thread that makes parts of one plan, in the order it is asked for them. It is ended from outside. */

export interface PartThreadData {
  data: string;
  plan: DeliveryPlan;
}
export type ToPartThread = [from: number, to: number];
export type FromPartThread = { part: DayPart } | { failed: { name: string; detail: string } };

const port = parentPort;
if (!port) throw new Error('The thread that makes parts of a day was started without a parent.');
const { data, plan } = workerData as PartThreadData;
// Of this thread alone, on Linux: answering requests and recording go before.
setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
// Read once, from the front to the back: nothing to remember but the frame where two parts meet.
const ledger = openLedger({ data, journal: openJournalReader(journalPath(data)), cacheBytes: 4 * 1024 * 1024 });
const maker = new PartMaker(ledger, plan);
let last: Promise<void> = Promise.resolve();

port.on('message', ([from, to]: ToPartThread) => {
  last = last.then(async () => {
    try {
      const part = await maker.make(from, to);
      const { leaves, syslog, bodies, beside } = part;
      const moved = [leaves, syslog, bodies, ...(beside ? Object.values(beside) : [])].filter(isWhole);
      port.postMessage({ part } satisfies FromPartThread, [...new Set(moved.map(({ buffer }) => buffer as ArrayBuffer))]);
    } catch (error) {
      port.postMessage({
        failed: { name: error instanceof Error ? error.name : 'Error', detail: messageOf(error) },
      } satisfies FromPartThread);
    }
  });
});

/** Alone in its memory: it may be moved to the other thread. Others are copied. */
function isWhole({ byteLength, buffer }: Uint8Array): boolean {
  return byteLength === buffer.byteLength;
}
