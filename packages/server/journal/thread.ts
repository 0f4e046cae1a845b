import { parentPort, workerData } from 'node:worker_threads';
import { isDiskFull } from '../base/disk-full.ts';
import { openJournalDatabase } from './schema.ts';
import type { AppendAnswer, RememberedId } from './journal.ts';
import type { WireRequest } from './wire.ts';
import { JournalWriter } from './writer.ts';

/**
 * The journal thread's main: one message in, one answer out, in order. It owns the only writing connection.
 * A full disk is answered; any other failure of the store is fatal, because after a failed fsync nobody knows what the
 * disk holds: the process ends, and the next start reads what is there.
 */
export type ThreadMessage =
  | { kind: 'append'; turn: number; requests: WireRequest[] }
  | { kind: 'trim'; turn: number; organisation: string; upTo: number }
  | { kind: 'forget'; turn: number; organisation: string; ids: readonly RememberedId[] }
  | { kind: 'remove'; turn: number; organisation: string }
  | { kind: 'refuse'; turn: number; organisation: string; reason: string | null }
  | { kind: 'close'; turn: number };

export type ThreadAnswer =
  | { kind: 'appended'; turn: number; answers: AppendAnswer[]; commitMs: number }
  | { kind: 'done'; turn: number }
  | { kind: 'full'; turn: number; detail: string }
  | { kind: 'fatal'; turn: number; detail: string };

export interface ThreadData {
  path: string;
}

const port = parentPort;
if (!port) throw new Error('The journal thread was started without a parent.');
const db = openJournalDatabase((workerData as ThreadData).path);
const writer = new JournalWriter(db);
let forgottenAtMs = -Infinity;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

port.on('message', (message: ThreadMessage) => {
  port.postMessage(answer(message));
  if (message.kind === 'close') port.close();
});
port.postMessage({ kind: 'done', turn: 0 } satisfies ThreadAnswer);

function answer(message: ThreadMessage): ThreadAnswer {
  const { turn } = message;
  try {
    switch (message.kind) {
      case 'append': {
        const started = performance.now();
        const answers = writer.append(message.requests);
        forgetDaily();
        return { kind: 'appended', turn, answers, commitMs: performance.now() - started };
      }
      case 'trim':
        writer.trim(message.organisation, message.upTo);
        return { kind: 'done', turn };
      case 'forget':
        writer.forget(message.organisation, message.ids);
        return { kind: 'done', turn };
      case 'remove':
        writer.removeOrganisation(message.organisation);
        return { kind: 'done', turn };
      case 'refuse':
        writer.refuse(message.organisation, message.reason);
        return { kind: 'done', turn };
      case 'close':
        db.close();
        return { kind: 'done', turn };
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: isDiskFull(error) ? 'full' : 'fatal', turn, detail };
  }
}

/** After a commit that is on disk already: no room for this must not make its requests look refused. */
function forgetDaily(): void {
  const now = performance.now();
  if (now - forgottenAtMs < dayMs) return;
  try {
    writer.forgetAnswers();
    forgottenAtMs = now;
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    // An hour until the next try: what is kept longer does no harm.
    forgottenAtMs = now - dayMs + hourMs;
  }
}
