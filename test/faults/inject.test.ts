import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ensureDirectory, renameDurably, remove, writeSynced } from '../../packages/server/base/files.ts';
import { inMemory, type Record, withFault } from './trial.ts';
import type { When } from './inject.ts';

inMemory();

test('a fault is what it says: without effect before the step, with its effect after it, half of the bytes between', async () => {
  const home = mkdtempSync(join(tmpdir(), 'annals-inject-'));
  const [file, other, folder] = [join(home, 'file'), join(home, 'other'), join(home, 'folder')];
  try {
    const failing = async (call: string, when: When, work: () => Promise<unknown>): Promise<void> => {
      const counted: Record = { steps: [], failed: null };
      await withFault(counted, home, null, work);
      await rm();
      const number = counted.steps.findIndex((step) => step.call === call);
      assert.ok(number >= 0, call);
      assert.ok(await withFault({ steps: [], failed: null }, home, { number, when }, work), 'it is told');
    };
    const rm = async (): Promise<void> => {
      for (const path of [file, other, folder]) await remove(path);
    };
    for (const when of ['before', 'after'] as const) {
      await failing('mkdir', when, () => ensureDirectory(folder));
      assert.equal(existsSync(folder), when === 'after', `mkdir ${when}`);
      await failing('rename', when, async () => {
        await writeSynced(file, Buffer.from('text'));
        await renameDurably(file, other);
      });
      assert.equal(existsSync(other), when === 'after', `rename ${when}`);
      await failing('rm', when, async () => {
        await writeSynced(file, Buffer.from('text'));
        await remove(file);
      });
      assert.equal(existsSync(file), when === 'before', `rm ${when}`);
      await rm();
    }
    for (const [when, text] of Object.entries({ before: '', half: 'te', after: 'text' })) {
      await failing('writeFile', when as When, () => writeSynced(file, Buffer.from('text')));
      assert.equal(readFileSync(file, 'utf8'), text, `writeFile ${when}`);
      await rm();
    }
  } finally {
    rmSync(home, { recursive: true });
  }
});
