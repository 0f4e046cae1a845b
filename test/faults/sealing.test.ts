import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parseCheckpoint, parseNote } from '@annals/ledger';
import { TestDirectory } from '../../packages/server/sealer/testing.ts';
import { readList } from '../../packages/server/segments/list.ts';
import { checkpointPath, signedPath } from '../../packages/server/segments/paths.ts';
import { openLedger } from '../../packages/server/segments/stitch.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { Step, When } from './inject.ts';
import { allReached, inMemory, type Record, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';

test('sealing: whatever step fails, with or without effect, nothing is lost or doubled, and the next run repairs', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'sealing', reached, scenario);
  allReached('sealing', reached);
});

/** From the first checkpoint to the second closed segment; the fault comes once, in whichever run its step is. */
async function scenario(record: Record, failAt: { number: number; when: When } | null): Promise<void> {
  const dir = new TestDirectory();
  try {
    const notes = new Map<number, string>();
    let sealer = dir.sealer({ segmentBytes: 5_000 });
    for (const count of [270, 30]) {
      dir.record(organisation, count, String(count));
      const before = await everything(dir);
      const failed = await withFault(record, dir.data, failAt, () => dir.run(sealer));
      assert.deepEqual(await everything(dir), before);
      if (!failed) continue;
      await holds(dir, notes);
      // Half of them go on in the same process, the others after it died.
      if (failAt && failAt.number % 2 === 1) sealer = dir.sealer({ segmentBytes: 5_000 });
      await withFault(record, dir.data, null, () => dir.run(sealer));
      writtenAnew(record);
    }
    await dir.run(sealer);
    assert.deepEqual(dir.refusals, []);
    assert.equal((await readList(dir.data, organisation)).end, 300);
    assert.equal(dir.reader.oldest(organisation), 300, 'the journal forgot in the end');
    assert.equal(noteAt(checkpointPath(dir.data, organisation))?.size, 300);
    await holds(dir, notes);
    if (!failAt) inOrder(record.steps);
  } finally {
    dir.remove();
  }
}

/** What is true at every moment, also right after a failure. */
async function holds(dir: TestDirectory, notes: Map<number, string>): Promise<void> {
  const check = await checkLedger(dir.data);
  assert.deepEqual(
    check.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  const { end } = await readList(dir.data, organisation);
  assert.ok(dir.reader.oldest(organisation) <= end, 'forgotten only what is listed');
  const [signed, published] = [noteAt(signedPath(dir.data, organisation)), noteAt(checkpointPath(dir.data, organisation))];
  assert.ok((published?.size ?? 0) <= (signed?.size ?? 0), 'never published what is not remembered as signed');
  for (const note of [signed, published]) {
    if (!note) continue;
    assert.equal(notes.get(note.size) ?? note.text, note.text, 'never two checkpoints for one size');
    notes.set(note.size, note.text);
  }
}

/** A sync that failed: the file is written anew and synced, a directory synced again, before the run that repeats ends. */
function writtenAnew({ steps, failed }: Record): void {
  const step = steps[failed?.number ?? 0];
  if (step?.call !== 'sync') return;
  const later = steps.slice((failed?.number ?? 0) + 1).filter(({ target }) => target === step.target || target === `${step.target}.tmp`);
  const isDirectory = !steps.some(({ call, target }) => call === 'writeFile' && target === step.target);
  assert.ok(
    later.some(({ call }) => call === 'sync'),
    `${step.target} is not synced again`,
  );
  assert.ok(isDirectory || later.some(({ call }) => call === 'writeFile'), `${step.target} is not written anew`);
}

function inOrder(steps: readonly Step[]): void {
  const places = (call: string, target: RegExp): number[] =>
    steps.flatMap((step, at) => (step.call === call && target.test(step.target) ? [at] : []));
  const signed = places('sync', /^signed$/);
  const published = places('rename', /checkpoint\.tmp$/);
  assert.equal(signed.length, 2);
  signed.forEach((at, index) => assert.ok(at < published[index]!, 'signed state first'));
  const lines = places('writeFile', /list\.jsonl$/);
  const trims = places('statement', /DELETE FROM batches/);
  assert.equal(lines.length, 2);
  for (const [index, line] of lines.entries()) {
    const since = lines[index - 1] ?? 0;
    for (const target of [/\/bodies\/[^/]+$/, /\/tile\/0\//, /\/bodies$/, /\/tile\/0$/, /^segments\/[^/]+$/, /^segments$/, /^$/])
      assert.ok(
        places('sync', target).some((at) => at > since && at < line),
        `${target.source} synced before line ${index}`,
      );
    const listed = places('sync', /\/list\.jsonl$/).find((at) => at > line)!;
    const named = places('sync', /^segments\/[^/]+$/).find((at) => at > listed)!;
    assert.ok(listed < named && trims.some((at) => at > named && at < (lines[index + 1] ?? Infinity)), 'line, folder, trim');
  }
}

function noteAt(path: string): { size: number; text: string } | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null; // Not written yet.
  }
  return { size: parseCheckpoint(parseNote(Buffer.from(text)).text).size, text };
}

async function everything(dir: TestDirectory): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of openLedger({ data: dir.data, journal: dir.reader }).read(organisation, 0, Number.MAX_SAFE_INTEGER)) {
    assert.equal(batch.first, lines.length);
    lines.push(...batch.lines);
  }
  return lines;
}
