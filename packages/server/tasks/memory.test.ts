import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { TaskRunner } from '../tasks.ts';
import { readEarlierRuns, writeEarlierRuns } from './memory.ts';

const data = mkdtempSync(join(tmpdir(), 'annals-tasks-'));
mkdirSync(join(data, 'run'));
after(() => rmSync(data, { recursive: true }));
const log = { error: () => undefined };

it('a task shows when it last ran and succeeded, also after a restart and before its next run', async () => {
  const first = new TaskRunner(log, await readEarlierRuns(data));
  first.start({ name: 'daily', everyMs: 86_400_000, run: () => Promise.resolve({}) });
  await first.stop();
  const [ran] = first.statuses();
  assert.ok(ran?.lastSucceededAt);
  await writeEarlierRuns(data, first.statuses());

  const second = new TaskRunner(log, await readEarlierRuns(data));
  const never = Promise.withResolvers<Record<string, never>>();
  second.start({ name: 'daily', everyMs: 86_400_000, run: () => never.promise });
  const [status] = second.statuses();
  assert.equal(status?.lastSucceededAt, ran.lastSucceededAt);
  assert.deepEqual([status?.runs, status?.failures, status?.lastError], [0, 0, null], 'counts are of this process');
  never.resolve({});
  await second.stop();
});

it('what cannot be read is as if no task had run', async () => {
  for (const text of ['', '[', 'null', '7', '{"daily":7}', '{"daily":{"lastStartedAt":"soon"}}']) {
    writeFileSync(join(data, 'run', 'tasks.json'), text);
    assert.equal((await readEarlierRuns(data)).size, 0, text);
  }
});
