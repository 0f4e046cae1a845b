import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { TestDirectory } from '../../packages/server/sealer/testing.ts';
import { rebuildTiles } from '../../packages/server/verifier/rebuild-tiles.ts';
import { checkLedger } from '../../packages/server/verifier.ts';
import type { DurableWrite } from './durable-writes.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

const organisation = '0199c0de-0000-7000-8000-00000000000a';

test('making tiles anew: whatever step fails, a tile that was right stays right, and the operator can repeat it', async (t) => {
  const reached = new Set<DurableWrite>();
  for (const dies of [false, true])
    await tryEachStep(t, 'tiles rebuild', reached, async (record, failAt) => {
      const dir = new TestDirectory();
      try {
        for (const count of [260, 10]) {
          dir.record(organisation, count, String(count));
          await dir.run(dir.sealer({ segmentBytes: 1 }));
        }
        const folder = join(dir.data, 'segments', organisation, 'tile');
        const tiles = readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));
        const whole = new Map(tiles.map((path) => [path, readFileSync(path)]));
        const [gone, wrong] = [join(folder, '1', '000.p', '1'), join(folder, '0', '000')];
        assert.ok(whole.has(gone) && whole.has(wrong));
        rmSync(gone);
        writeFileSync(wrong, Buffer.from(whole.get(wrong)!).fill(1, 0, 1));
        let refused = 0;
        const injected = await withFault(
          record,
          dir.data,
          failAt,
          async () => {
            refused = (await rebuildTiles(dir.data)).refused.length;
          },
          dies,
        );
        assert.equal(injected !== null || refused > 0, failAt !== null, 'a step that failed is told');
        for (const [path, bytes] of whole) if (path !== gone && path !== wrong) assert.deepEqual(readFileSync(path), bytes, path);
        assert.deepEqual((await rebuildTiles(dir.data)).refused, []);
        for (const [path, bytes] of whole) assert.deepEqual(readFileSync(path), bytes, path);
        const { findings } = await checkLedger(dir.data);
        assert.deepEqual(
          findings.filter(({ severity }) => severity === 'error'),
          [],
        );
      } finally {
        dir.remove();
      }
    });
  allReached('tiles rebuild', reached);
});
