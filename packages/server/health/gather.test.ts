import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openAccess } from '../access/access.ts';
import { DiskWatch } from '../base/disk-watch.ts';
import { openControl } from '../control/open.ts';
import { TaskRunner } from '../tasks.ts';
import { HealthGatherer } from './gather.ts';
import { readinessOf } from './show.ts';

test('a control store that can no longer be read is told, and asking does not fail with it', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'annals-health-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const control = await openControl(join(directory, 'control.db'));
  const access = await openAccess(control);
  const gatherer = new HealthGatherer({
    journal: { gauges: () => ({ queueBytes: 0, queueRequests: 0, commits: 0, lastCommitMs: 0, silentMs: 0, failed: null }) },
    queueLimitBytes: 1,
    disk: new DiskWatch(directory, 1),
    engine: { state: 'ready', starts: 1, lastError: null, pid: process.pid, pulse: { isSilent: false, silentMs: 0 } },
    background: { gauges: () => null, statuses: () => [] },
    tasks: new TaskRunner({ error: () => undefined }),
    access,
    refused: new Map(),
  });
  t.after(() => gatherer.close());
  const well = await gatherer.facts();
  assert.deepEqual(readinessOf(well), { status: 'ready', reasons: [] });
  assert.equal(well.organisations, 1);
  assert.ok((well.engine.residentBytes ?? 1) > 0);
  await control.close();
  const ill = readinessOf(await gatherer.facts());
  assert.deepEqual([ill.status, ill.reasons.map(({ part }) => part)], ['unavailable', ['control']]);
});
