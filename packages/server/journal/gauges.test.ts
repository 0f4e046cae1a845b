import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { event } from '../sealer/testing.ts';
import { openJournal } from './open.ts';

test('the journal says how long it has owed an answer, how long commits take, and that it is closed', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'annals-gauges-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'journal.db');
  const commits: number[] = [];
  const journal = await openJournal({
    path,
    queueBytes: 1 << 20,
    onFatal: (detail) => assert.fail(detail),
    onCommit: (ms) => commits.push(ms),
  });
  const append = () => journal.append({ items: [event(randomUUID(), 'x')], recordedBy: 'server', idempotency: null, bytes: 500 });
  await append();
  assert.equal(journal.gauges().silentMs, 0, 'nothing is owed');
  assert.equal(commits.length, 1);

  // A disk that does not finish a write looks like a lock that is not given back.
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const held = append();
  await sleep(400);
  const { silentMs, queueRequests } = journal.gauges();
  assert.ok(silentMs >= 300, `${silentMs} ms`);
  assert.equal(queueRequests, 0, 'it is with the thread');
  other.exec('COMMIT');
  other.close();
  await held;
  assert.equal(journal.gauges().silentMs, 0);
  assert.ok((commits[1] ?? 0) >= 300, 'the wait is in the time of the commit');
  assert.equal(journal.gauges().failed, null);
  await journal.close();
  assert.match(journal.gauges().failed ?? '', /closed/);
});
