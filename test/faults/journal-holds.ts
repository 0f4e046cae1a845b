import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppendAnswer } from '../../packages/server/journal/journal.ts';
import { openJournalReader } from '../../packages/server/journal/open-reader.ts';
import { openJournalDatabase } from '../../packages/server/journal/schema.ts';
import { encodeRequest } from '../../packages/server/journal/wire.ts';
import { JournalWriter } from '../../packages/server/journal/writer.ts';
import { journalPath } from '../../packages/server/segments/paths.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import { journalRequests, organisation } from './journal-requests.ts';

export type Receipts = Extract<AppendAnswer, { kind: 'receipts' }>;
/** What the child says. */
export interface Line {
  index?: number;
  answer?: Receipts;
  fatal?: string;
  closed?: boolean;
}

export function emptyData(): string {
  const data = mkdtempSync(join(tmpdir(), 'annals-journal-'));
  mkdirSync(join(data, 'journal'));
  return data;
}

export const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);

/** What was acknowledged is there already; sent again, every event is there once, under its first receipt. */
export async function holds(data: string, acknowledged: readonly Line[]): Promise<void> {
  const sizeBefore = await sizeOf(data);
  const receiptsOf = (answer: Receipts) =>
    (JSON.parse(answer.body) as { receipts: { id: string; sequence: number; leaf_hash: string }[] }).receipts;
  const first = acknowledged.flatMap(({ answer }) => (answer ? receiptsOf(answer) : []));
  for (const { sequence } of first) assert.ok(sequence < sizeBefore, 'no receipt unless it is on disk');
  const db = openJournalDatabase(journalPath(data));
  const writer = new JournalWriter(db);
  try {
    const sequences = new Map<string, number>();
    for (const [index, request] of journalRequests.entries()) {
      const [answer] = writer.append([encodeRequest(request)]);
      assert.ok(answer?.kind === 'receipts');
      const known = acknowledged.find((line) => line.index === index)?.answer;
      if (known && request.idempotency)
        assert.deepEqual([answer.replayed, answer.body], [true, known.body], 'the same key, the same answer');
      for (const { id, sequence, leaf_hash } of receiptsOf(answer)) {
        const before = first.find((receipt) => receipt.id === id);
        if (before) assert.deepEqual([sequence, leaf_hash], [before.sequence, before.leaf_hash]);
        assert.equal(sequences.get(id) ?? sequence, sequence);
        sequences.set(id, sequence);
      }
    }
    assert.deepEqual(
      [...sequences.values()].toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4],
      'five events, each once, without a gap',
    );
  } finally {
    db.close();
  }
  assert.equal(await sizeOf(data), 5);
}

/** Journal, heads and leaves agree. Answers how many events there are. */
async function sizeOf(data: string): Promise<number> {
  const { findings } = await checkLedger(data);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  const reader = openJournalReader(journalPath(data));
  try {
    return reader.head(organisation)?.size ?? 0;
  } finally {
    reader.close();
  }
}
