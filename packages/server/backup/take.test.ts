import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openControl } from '../control/open.ts';
import type { Sealer } from '../sealer.ts';
import { TestDirectory } from '../sealer/testing.ts';
import { checkLedger } from '../verifier.ts';
import { readManifest } from './manifest.ts';
import { restoreBackup } from './restore.ts';
import { type Stillness, takeBackup } from './take.ts';

const organisation = '0199c0de-0000-7000-8000-00000000000a';

/** A backup with a sealer at work; `still` is how the two keep out of each other's way. Answers what is wrong with it. */
async function findingsWith(still: (dir: TestDirectory, sealer: Sealer) => Stillness): Promise<string[]> {
  const dir = new TestDirectory();
  const home = mkdtempSync(join(tmpdir(), 'annals-take-'));
  try {
    await (await openControl(join(dir.data, 'control.db'))).close();
    const sealer = dir.sealer({ segmentBytes: 1 });
    dir.record(organisation, 300);
    await dir.run(sealer);
    dir.record(organisation, 10);
    const summary = await takeBackup({
      data: dir.data,
      directory: join(home, 'backup'),
      still: still(dir, sealer),
      onProgress: () => undefined,
    });
    assert.deepEqual(summary.damaged, []);
    assert.equal((await readManifest(summary.directory)).organisations[0]?.size, 310, 'what came later is not in it');
    const restore = { backup: summary.directory, data: join(home, 'data'), check: async () => undefined, onProgress: () => undefined };
    await restoreBackup(restore);
    return (await checkLedger(join(home, 'data'))).findings.map(({ what }) => what);
  } finally {
    dir.remove();
    rmSync(home, { recursive: true });
  }
}

/** Records, signs, seals and trims: every file that a backup reads moves on. */
async function goOn(dir: TestDirectory, sealer: Sealer): Promise<void> {
  dir.record(organisation, 300, 'later');
  await dir.run(sealer);
}

describe('a backup', () => {
  it('is whole though the server seals as soon as it may: journal, lists and signed state are of one moment', async () => {
    const findings = await findingsWith((dir, sealer) => ({
      sealing: (work) => sealer.still(work),
      control: async (work) => {
        const snapshots = await work();
        void goOn(dir, sealer);
        await sleep(200);
        return snapshots;
      },
    }));
    assert.deepEqual(findings, []);
  });

  it('would be torn if sealing went on between the snapshot of the journal and the lists', async () => {
    const findings = await findingsWith((dir, sealer) => ({
      sealing: (work) => work(),
      control: async (work) => {
        const snapshots = await work();
        await goOn(dir, sealer);
        return snapshots;
      },
    }));
    assert.ok(findings.length > 0);
  });

  it('is whole though segments are closed and partial tiles outgrown while files are copied', async () => {
    const findings = await findingsWith((dir, sealer) => ({
      sealing: async (work) => {
        const plan = await sealer.still(work);
        for (let round = 0; round < 3; round++) await goOn(dir, sealer);
        return plan;
      },
      control: (work) => work(),
    }));
    assert.deepEqual(findings, []);
  });

  it('leaves nothing behind when it fails', async () => {
    const dir = new TestDirectory();
    const home = mkdtempSync(join(tmpdir(), 'annals-take-'));
    try {
      await (await openControl(join(dir.data, 'control.db'))).close();
      dir.record(organisation, 300);
      await dir.run(dir.sealer({ segmentBytes: 1 }));
      rmSync(join(dir.data, 'segments', organisation, 'tile', '0', '000'));
      mkdirSync(join(home, 'empty'));
      const still: Stillness = { sealing: (work) => work(), control: (work) => work() };
      for (const name of ['empty', 'new'])
        await assert.rejects(
          takeBackup({ data: dir.data, directory: join(home, name), still, onProgress: () => undefined }),
          /tile\/0\/000 is missing/,
        );
      rmdirSync(join(home, 'empty'));
      assert.throws(() => rmSync(join(home, 'new'), { recursive: true }), /ENOENT/);
      writeFileSync(join(home, 'file'), '');
      await assert.rejects(takeBackup({ data: dir.data, directory: home, still, onProgress: () => undefined }), /is not empty/);
    } finally {
      dir.remove();
      rmSync(home, { recursive: true });
    }
  });
});
