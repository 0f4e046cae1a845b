import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { indexRebuildCommand } from '../../packages/cli/commands/index-rebuild.ts';
import type { DurableWrite } from './durable-writes.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

test('throwing the index away: whatever step fails, a start finds it whole or not at all, and the command can be repeated', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'index rebuild', reached, async (record, failAt) => {
    const data = mkdtempSync(join(tmpdir(), 'annals-rebuild-'));
    const terminal = { env: {}, out: () => undefined, err: () => undefined } as unknown as Parameters<typeof indexRebuildCommand>[0];
    try {
      // control.db and journal/ make it a data directory; an earlier try left half of an index aside.
      writeFileSync(join(data, 'control.db'), '');
      for (const path of ['journal', 'index', 'index.removed']) mkdirSync(join(data, path));
      for (const name of ['a', 'b']) writeFileSync(join(data, 'index', name), name);
      await withFault(record, data, failAt, () => indexRebuildCommand(terminal, { data }));
      if (existsSync(join(data, 'index'))) assert.deepEqual(readdirSync(join(data, 'index')).sort(), ['a', 'b'], 'whole');
      await indexRebuildCommand(terminal, { data });
      assert.deepEqual(
        readdirSync(data).filter((name) => name.startsWith('index')),
        [],
      );
    } finally {
      rmSync(data, { recursive: true });
    }
  });
  allReached('index rebuild', reached);
});
