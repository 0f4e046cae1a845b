import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { TestDirectory } from '../../packages/server/sealer/testing.ts';
import { forgetIds } from '../../packages/server/retention/forget-ids.ts';
import { planRetention } from '../../packages/server/retention/plan.ts';
import { readList, type SegmentEntry } from '../../packages/server/segments/list.ts';
import { listGenerations, removeLeftoverBodies, writeGeneration } from '../../packages/server/segments/rewrite.ts';
import { openLedger } from '../../packages/server/segments/stitch.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { When } from './inject.ts';
import { allReached, inMemory, type Record, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';
const dayMs = 86_400_000;

test('retention: whatever step fails, with or without effect, what stays is untouched, what went does not come back, and the next run goes on', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'retention', reached, scenario);
  allReached('retention', reached);
});

/** Three old segments and a younger one that is cut in its middle; the fault comes once, wherever it is. */
async function scenario(record: Record, failAt: { number: number; when: When } | null): Promise<void> {
  const dir = new TestDirectory();
  try {
    const sealer = dir.sealer({ segmentBytes: 5_000 });
    for (const count of [40, 40, 40]) {
      dir.record(organisation, count, String(count));
      await dir.run(sealer);
      dir.nowMs += dayMs;
      await dir.run(sealer);
    }
    dir.record(organisation, 30, 'old');
    dir.nowMs += 10 * dayMs;
    dir.record(organisation, 30, 'young');
    await dir.run(sealer);
    await sealer.sealNow(organisation, new AbortController().signal);
    const before = await everything(dir);
    const cause = eventIdOf(before.at(-1)!);
    dir.nowMs += 25 * dayMs;
    const ledger = openLedger({ data: dir.data, journal: dir.reader });

    const sweep = async (): Promise<void> => {
      await sealer.rewriting(organisation, () => removeLeftoverBodies(dir.data, organisation));
      const { removals } = await planRetention(
        { organisation, policies: [{ days: 30, categories: {}, events: {} }], nowMs: dir.nowMs, archivedTo: null, holds: [] },
        {
          data: dir.data,
          signedSize: dir.reader.head(organisation)!.size,
          tree: (size) => ledger.tree(organisation, size),
          heldByQuery: none,
        },
      );
      const made: SegmentEntry[] = [];
      for (const removal of removals)
        made.push(await writeGeneration(dir.data, organisation, removal, { eventId: cause, at: new Date(dir.nowMs).toISOString() }));
      await sealer.rewriting(organisation, () => listGenerations(dir.data, organisation, made));
      ledger.forget(organisation);
      await forgetIds(
        {
          data: dir.data,
          journal: dir.reader,
          removed: (one) => ledger.removed(one),
          forget: async (one, ids) => dir.forget(one, ids),
        },
        dir.nowMs,
        new AbortController().signal,
      );
    };
    const failed = await withFault(record, dir.data, failAt, sweep);
    await holds(dir, before, 150);
    if (failed) {
      await sweep();
      await holds(dir, before, 150);
    }
    const after = await everything(dir);
    assert.equal(after.filter((line) => line === '').length, 150, 'all that was due is gone');
    const { current } = await readList(dir.data, organisation);
    const files = readdirSync(join(dir.data, 'segments', organisation, 'bodies')).filter((name) => name.endsWith('.zst'));
    assert.deepEqual(files.toSorted(), current.map(({ file }) => file.slice('bodies/'.length)).toSorted(), 'no old body is left');
    assert.equal(dir.reader.sequenceOf(organisation, eventIdOf(before[0]!)), null, 'its id is forgotten');
    assert.equal(dir.reader.sequenceOf(organisation, eventIdOf(before[150]!)), 150, 'an id of what stays is not');
    assert.deepEqual(dir.refusals, []);
    // A later start goes on from what is there.
    const next = dir.sealer({ segmentBytes: 5_000 });
    dir.record(organisation, 5, 'after');
    await dir.run(next);
    assert.deepEqual(dir.refusals, []);
  } finally {
    dir.remove();
  }
}

/** True at every moment: the directory is whole, what stays is as it was, and what is gone is gone for a reason. */
async function holds(dir: TestDirectory, before: readonly string[], due: number): Promise<void> {
  const check = await checkLedger(dir.data);
  assert.deepEqual(
    check.findings.filter(({ severity }) => severity === 'error'),
    [],
  );
  (await everything(dir)).forEach((line, at) => assert.ok(line === before[at] || (line === '' && at < due), `event ${at}`));
  for (const { file } of (await readList(dir.data, organisation)).current)
    assert.ok(existsSync(join(dir.data, 'segments', organisation, file)));
}

async function everything(dir: TestDirectory): Promise<string[]> {
  const lines: string[] = [];
  for await (const batch of openLedger({ data: dir.data, journal: dir.reader }).read(organisation, 0, Number.MAX_SAFE_INTEGER))
    lines.push(...batch.lines);
  return lines;
}

const eventIdOf = (line: string): string => (JSON.parse(line) as { skeleton: { id: string } }).skeleton.id;

const none = async (): Promise<ReadonlySet<number>> => new Set();
