import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { migrate } from '../../packages/server/base/migrate.ts';
import { openControl } from '../../packages/server/control/open.ts';
import type { DurableWrite } from './durable-writes.ts';
import { allReached, inMemory, tryEachStep, withFault } from './trial.ts';

inMemory();

const steps = [
  'CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (7)',
  'CREATE TABLE b (n INTEGER)',
  'INSERT INTO b SELECT n FROM a; DROP TABLE a',
];
const reached = new Set<DurableWrite>();

test('an upgrade: whatever step fails, the old data or the new is there whole, and never the new without a copy of the old', async (t) => {
  await tryEachStep(t, 'migration', reached, async (record, failAt) => {
    const directory = mkdtempSync(join(tmpdir(), 'annals-upgrade-'));
    const path = join(directory, 'x.db');
    let db = new DatabaseSync(path);
    try {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      migrate(db, path, steps.slice(0, 1));
      const failed = await withFault(record, directory, failAt, () => migrate(db, path, steps));
      assert.equal(failed !== null, failAt !== null);
      const isNew = whole(db);
      if (isNew) copied(path);
      db.close();
      db = new DatabaseSync(path);
      assert.equal(whole(db), isNew, 'the same after a restart');
      migrate(db, path, steps);
      assert.ok(whole(db));
      copied(path);
    } finally {
      db.close();
      rmSync(directory, { recursive: true });
    }
  });
});

test('control.db: whatever step of its first opening fails, the next start makes it', async (t) => {
  await tryEachStep(t, 'migration', reached, async (record, failAt) => {
    const directory = mkdtempSync(join(tmpdir(), 'annals-first-'));
    const path = join(directory, 'control.db');
    try {
      let made: Awaited<ReturnType<typeof openControl>> | null = null;
      await withFault(record, directory, failAt, async () => {
        made = await openControl(path);
      });
      await (made as Awaited<ReturnType<typeof openControl>> | null)?.close();
      const again = await openControl(path);
      assert.equal((await again.organisations.all()).length, 1);
      await again.close();
      assert.equal(statSync(path).mode & 0o777, 0o600);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
  allReached('migration', reached);
});

/** True: all steps were taken; false: none. */
function whole(db: DatabaseSync): boolean {
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => name);
  const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
  assert.ok(['a 1', 'b 3'].includes(`${tables.join()} ${String(version)}`), `${tables.join()} ${String(version)}`);
  assert.deepEqual(
    db
      .prepare(`SELECT n FROM ${String(tables[0])}`)
      .all()
      .map(({ n }) => n),
    [7],
  );
  return version === 3;
}

function copied(path: string): void {
  assert.ok(existsSync(`${path}.v1`));
  assert.equal(statSync(`${path}.v1`).mode & 0o777, 0o600);
  const copy = new DatabaseSync(`${path}.v1`, { readOnly: true });
  try {
    assert.equal(whole(copy), false);
  } finally {
    copy.close();
  }
}
