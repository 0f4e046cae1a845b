import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { migrate } from '../base/migrate.ts';
import { migrations } from './migrations.ts';
import { openControl } from './open.ts';
import { slugOf } from './organisations.ts';

const directoryFor = async (t: TestContext): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'annals-control-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

const event = {
  event: 'annals.start',
  outcome: 'success' as const,
  occurred_at: '2026-11-24T10:00:00.000Z',
  actor: { type: 'system' as const, name: 'annals' },
  producer: { name: 'annals' },
};

test('the first start names the installation for ever and makes the built-in organisation; the file is for its owner only', async (t) => {
  const path = join(await directoryFor(t), 'control.db');
  const first = await openControl(path, { installationName: 'audit.example.com' });
  const { id, name, cursorKey } = first.identity;
  assert.deepEqual([name, cursorKey.length, (await first.organisations.builtIn()).name], ['audit.example.com', 32, 'Annals']);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  await first.close();
  const second = await openControl(path, { installationName: 'other' });
  t.after(second.close);
  assert.deepEqual(second.identity, { ...first.identity, id, name: 'audit.example.com' });
  assert.equal((await second.organisations.all()).length, 1);
});

test('an own event is there with its change or not at all, and is announced only after the commit', async (t) => {
  const path = join(await directoryFor(t), 'control.db');
  const control = await openControl(path);
  let announced = 0;
  control.onOwnEvents(() => announced++);
  const builtIn = (await control.organisations.builtIn()).id;
  await assert.rejects(
    control.transaction(async (trx) => {
      await trx.organisations.rename(builtIn, 'Changed');
      await trx.ownEvents.add(builtIn, event);
      throw new Error('died here');
    }),
    /died here/,
  );
  assert.deepEqual(
    [announced, (await control.organisations.builtIn()).name, (await control.ownEvents.pending(10)).length],
    [0, 'Annals', 0],
  );

  const ids = await control.transaction(async (trx) => [await trx.ownEvents.add(builtIn, event), await trx.ownEvents.add(builtIn, event)]);
  assert.equal(announced, 1);
  await control.close();
  const again = await openControl(path);
  t.after(again.close);
  assert.deepEqual(
    (await again.ownEvents.pending(10)).map(({ id }) => id),
    ids,
  );
  assert.partialDeepStrictEqual((await again.ownEvents.pending(1))[0], {
    organisation: builtIn,
    event: { ...event, id: ids[0], organisation: builtIn },
  });
  await again.ownEvents.remove(ids.slice(0, 1));
  assert.deepEqual(
    (await again.ownEvents.pending(10)).map(({ id }) => id),
    ids.slice(1),
  );
});

test('transactions do not see each other half-done', async (t) => {
  const control = await openControl(join(await directoryFor(t), 'control.db'));
  t.after(control.close);
  await Promise.all(
    Array.from({ length: 20 }, () =>
      control.transaction(async (trx) => {
        const before = await trx.organisations.all();
        await trx.organisations.create({ id: control.newId(), name: 'Acme', createdAt: control.now() });
        await new Promise((resolve) => setImmediate(resolve));
        assert.equal((await trx.organisations.all()).length, before.length + 1);
      }),
    ),
  );
  const slugs = (await control.organisations.all()).map(({ slug }) => slug);
  assert.deepEqual([new Set(slugs).size, slugs.includes('acme'), slugs.includes('acme-20')], [21, true, true]);
});

test('an upgrade is one step after a copy; a failed one leaves the old data; newer data is refused untouched', async (t) => {
  const directory = await directoryFor(t);
  const path = join(directory, 'control.db');
  const version = (db: DatabaseSync) => db.prepare('PRAGMA user_version').get()?.['user_version'];
  const db = new DatabaseSync(path);
  t.after(() => db.close());
  migrate(db, path, ['CREATE TABLE a (n INTEGER)']);
  assert.throws(() => migrate(db, path, ['', 'CREATE TABLE b (n INTEGER)', 'CREATE TABLE a (n INTEGER)']), /already exists/);
  assert.deepEqual([version(db), db.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'b'").get()?.['n']], [1, 0]);
  migrate(db, path, ['', 'CREATE TABLE b (n INTEGER)']);
  assert.equal(version(db), 2);
  assert.deepEqual((await readdir(directory)).sort(), ['control.db', 'control.db.v1']);
  assert.equal((await stat(`${path}.v1`)).mode & 0o777, 0o600);
  assert.throws(() => migrate(db, path, ['']), /control\.db was written by a newer Annals \(schema 2, this program knows 1\)/);
  assert.ok(migrations.length > 1);
});

test('a slug is never empty and never looks like an id', () => {
  assert.equal(slugOf('Größe & Söhne GmbH'), 'gro-e-so-hne-gmbh');
  assert.equal(slugOf('日本'), 'organisation');
  assert.equal(slugOf('0198c0de-0000-7000-8000-000000000001').length, 35);
});
