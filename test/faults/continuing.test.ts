import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';
import { parseCheckpoint, parseNote } from '@annals/ledger';
import { TestDirectory } from '../../packages/server/sealer/testing.ts';
import { checkpointPath, listPath, signedPath } from '../../packages/server/segments/paths.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { When } from './inject.ts';
import { allReached, inMemory, type Record, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';

test('going on after a rollback: whatever step fails, the checkpoint that is given up is kept, and the admin can try again', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'continuing', reached, scenario);
  allReached('continuing', reached);
});

async function scenario(record: Record, failAt: { number: number; when: When } | null): Promise<void> {
  const dir = new TestDirectory();
  try {
    for (const mark of ['first', 'second']) {
      dir.record(organisation, 10, mark);
      await dir.run(dir.sealer({ segmentBytes: 1 }));
    }
    const newer = join(dir.data, 'segments', organisation, 'bodies', '000000000010.0.zst');
    const newerBytes = readFileSync(newer);
    const givenUp = readFileSync(signedPath(dir.data, organisation), 'utf8');
    dir.tamper('DELETE FROM batches; DELETE FROM heads; DELETE FROM ids;');
    // Journal and list were put back; bodies that they do not know of stayed.
    rmSync(listPath(dir.data, organisation));
    dir.record(organisation, 4, 'other');
    let sealer = dir.sealer();
    await dir.run(sealer);
    assert.equal(dir.refusals.length, 1);
    const failed = await withFault(record, dir.data, failAt, () => sealer.continueFrom(organisation));
    const kept = () =>
      readdirSync(join(dir.data, 'signed'))
        .filter((name) => name === organisation || /\.abandoned-20-[^.]*\.\d{3}Z$/.test(name))
        .map((name) => readFileSync(join(dir.data, 'signed', name), 'utf8'));
    assert.ok(kept().includes(givenUp), 'what was signed is never lost');
    if (failed) {
      // Half of them go on in the same process, the others after it died.
      if (failAt && failAt.number % 2 === 1) sealer = dir.sealer();
      await dir.run(sealer);
      await sealer.continueFrom(organisation);
    }
    assert.ok(kept().includes(givenUp));
    const aside = readdirSync(dirname(newer)).filter((name) => name.startsWith(`${basename(newer)}.abandoned-`));
    assert.equal(aside.length, 1);
    assert.deepEqual(readFileSync(join(dirname(newer), aside[0]!)), newerBytes, 'what was stored is kept, under its other name');
    assert.ok(!existsSync(newer));
    dir.record(organisation, 1);
    await dir.run(sealer);
    for (const path of [signedPath(dir.data, organisation), checkpointPath(dir.data, organisation)])
      assert.equal(parseCheckpoint(parseNote(readFileSync(path)).text).size, 5);
    const { findings } = await checkLedger(dir.data);
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error'),
      [],
    );
  } finally {
    dir.remove();
  }
}
