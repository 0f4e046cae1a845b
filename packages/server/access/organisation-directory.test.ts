import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openControl } from '../control/open.ts';
import { ensureKeys } from '../segments/keys.ts';
import { keysDirectory } from '../segments/paths.ts';
import { OrganisationDirectory } from './organisation-directory.ts';

test('organisations may be made at the same time: each is known, with its key, when its maker is answered', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'annals-organisations-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  await mkdir(keysDirectory(data));
  const control = await openControl(join(data, 'control.db'), { installationName: 'audit.example.com' });
  t.after(control.close);
  const directory = await OrganisationDirectory.open(control);
  await directory.prepare((organisations) => ensureKeys(data, organisations));
  await Promise.all(
    Array.from({ length: 40 }, async (_, number) => {
      const id = control.newId();
      await control.transaction((trx) => trx.organisations.create({ id, name: `Organisation ${number}`, createdAt: control.now() }));
      await directory.reload();
      assert.equal(directory.find(id)?.name, `Organisation ${number}`);
      assert.ok((await readdir(keysDirectory(data))).includes(`${id}.seed`));
    }),
  );
  assert.equal((await readdir(keysDirectory(data))).length, 41);
});

test('a reload that fails fails for those who asked, and the next one works', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'annals-organisations-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const control = await openControl(join(data, 'control.db'), { installationName: 'audit.example.com' });
  t.after(control.close);
  const directory = await OrganisationDirectory.open(control);
  let isFull = false;
  await directory.prepare(() => (isFull ? Promise.reject(new Error('no space')) : Promise.resolve()));
  const id = control.newId();
  await control.transaction((trx) => trx.organisations.create({ id, name: 'Acme', createdAt: control.now() }));
  isFull = true;
  await assert.rejects(directory.reload(), /no space/);
  assert.equal(directory.find(id), null);
  isFull = false;
  await directory.reload();
  assert.equal(directory.find(id)?.slug, 'acme');
});
