import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { openJournalDatabase } from '../../packages/server/journal/schema.ts';
import { encodeRequest } from '../../packages/server/journal/wire.ts';
import { JournalWriter } from '../../packages/server/journal/writer.ts';
import { journalPath } from '../../packages/server/segments/paths.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { Step } from './inject.ts';
import { emptyData, holds, type Line, linesOf, type Receipts } from './journal-holds.ts';
import { journalRequests } from './journal-requests.ts';
import type { Preload } from './preload.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

const here = (name: string): string => pathToFileURL(join(import.meta.dirname, name)).href;

/** Records in a process of its own, which fails at a step; answers what it said and the steps it came to. */
async function record(data: string, from: string, fail: Preload['fail']): Promise<{ lines: Line[]; steps: Step[]; code: number | null }> {
  const log = join(data, 'steps');
  rmSync(log, { force: true });
  const child = spawn(process.execPath, ['--import', here('preload.ts'), join(import.meta.dirname, 'journal-child.ts'), data], {
    env: { ...process.env, FAULT: JSON.stringify({ log, from, fail } satisfies Preload) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  return { lines: linesOf(out) as Line[], steps: existsSync(log) ? (linesOf(readFileSync(log, 'utf8')) as Step[]) : [], code };
}

const reached = new Set<DurableWrite>();

test('journal: whatever statement fails, its whole group is not there, and a repetition makes each event once', async (t) => {
  await tryEachStep(t, 'journal', reached, async (record, failAt) => {
    const data = emptyData();
    const lines: Line[] = [];
    let db: DatabaseSync | null = null;
    try {
      await withFault(record, data, failAt, () => {
        db = openJournalDatabase(journalPath(data));
        const writer = new JournalWriter(db);
        for (const [index, request] of journalRequests.entries())
          lines.push({ index, answer: writer.append([encodeRequest(request)])[0] as Receipts });
        writer.forgetAnswers();
      });
      (db as DatabaseSync | null)?.close();
      // Without tables there is no ledger to check yet: the next start makes them.
      if (db === null) openJournalDatabase(journalPath(data)).close();
      await holds(data, lines);
    } finally {
      rmSync(data, { recursive: true });
    }
  });
  allReached('journal', reached);
});

test('a server whose commit fails, or that dies there, has given no receipt for what is not on disk', async (t) => {
  const from = 'packages/server/journal/writer.ts';
  const whole = emptyData();
  const { steps, lines } = await record(whole, from, null);
  assert.deepEqual(lines.at(-1), { closed: true });
  rmSync(whole, { recursive: true });
  const commits = steps.flatMap(({ call }, number) => (call === 'commit' ? [number] : []));
  assert.equal(commits.length, journalRequests.length);
  for (const number of [commits[0]!, commits[2]!]) {
    for (const how of ['error', 'kill'] as const) {
      for (const when of ['before', 'after'] as const) {
        await t.test(`commit at step ${number + 1}: ${how} ${when}`, async () => {
          const data = emptyData();
          try {
            const said = await record(data, from, { number, how, when });
            assert.ok(!said.lines.some(({ closed }) => closed), 'the process does not go on');
            assert.notEqual(said.code, 0);
            assert.equal(said.lines.filter(({ answer }) => answer).length, number === commits[0] ? 0 : 2);
            await holds(data, said.lines);
          } finally {
            rmSync(data, { recursive: true });
          }
        });
      }
    }
  }
});
