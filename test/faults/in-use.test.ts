import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { CopiedWhileInUse, markInUse, refuseCopy, unmarkInUse } from '../../packages/server/base/in-use.ts';
import type { DurableWrite } from './durable-writes.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

test('the marker of a directory in use: whatever step fails, the directory itself starts again, and a copy in use is told', async (t) => {
  const reached = new Set<DurableWrite>();
  for (const dies of [false, true])
    await tryEachStep(t, 'in use', reached, async (record, failAt) => {
      const home = mkdtempSync(join(tmpdir(), 'annals-in-use-'));
      const data = join(home, 'data');
      mkdirSync(data);
      const copy = async (name: string): Promise<void> => {
        cpSync(data, join(home, name), { recursive: true });
        await refuseCopy(join(home, name));
      };
      try {
        const marking = await withFault(record, data, failAt, () => markInUse(data), dies);
        await refuseCopy(data);
        if (marking) await markInUse(data);
        await assert.rejects(copy('in use'), CopiedWhileInUse);
        const unmarking = marking ? null : await withFault(record, data, failAt, () => unmarkInUse(data), dies);
        assert.equal(marking !== null || unmarking !== null, failAt !== null, 'a step that failed is told');
        // Stopped without its word, it may be taken for one that crashed: never the other way round.
        if (unmarking && existsSync(join(data, 'in-use'))) await assert.rejects(copy('after a failed stop'), CopiedWhileInUse);
        await refuseCopy(data);
        await markInUse(data);
        await unmarkInUse(data);
        await copy('stopped');
      } finally {
        rmSync(home, { recursive: true });
      }
    });
  allReached('in use', reached);
});
