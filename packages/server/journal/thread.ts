import { parentPort, workerData } from 'node:worker_threads';
import { openJournalDatabase } from './schema.ts';
import type { AppendAnswer } from './journal.ts';
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
  | { kind: 'refuse'; turn: number; organisation: string; reason: string | null }
  | { kind: 'close'; turn: number };

export type ThreadAnswer =
  | { kind: 'appended'; turn: number; answers: AppendAnswer[]; commitMs: number }
  | { kind: 'done'; turn: number }
  | { kind: 'full'; turn: number; detail: string }
  | { kind: 'fatal'; turn: number; detail: string };

const sqliteFull = 13;

export interface ThreadData {
  path: string;
}

const port = parentPort;
if (!port) throw new Error('The journal thread was started without a parent.');
const db = openJournalDatabase((workerData as ThreadData).path);
const writer = new JournalWriter(db);
let forgottenAt = 0;

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
      case 'refuse':
        writer.refuse(message.organisation, message.reason);
        return { kind: 'done', turn };
      case 'close':
        db.close();
        return { kind: 'done', turn };
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { kind: isFull(error) ? 'full' : 'fatal', turn, detail };
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteFull;
}

function forgetDaily(): void {
  if (Date.now() - forgottenAt < 86_400_000) return;
  forgottenAt = Date.now();
  writer.forgetAnswers();
}
