import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { watermarkBytes } from './disk.ts';
import { ensureDirectory, writeDurably } from './files.ts';

test('writeDurably replaces a file whole, closed to others, and leaves nothing beside it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'annals-files-'));
  t.after(() => rm(directory, { recursive: true }));
  await ensureDirectory(join(directory, 'a', 'b'));
  const path = join(directory, 'a', 'b', 'c');
  await writeDurably(path, 'first, and longer');
  await writeDurably(path, 'second');
  assert.equal(await readFile(path, 'utf8'), 'second');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(directory, 'a', 'b')), ['c']);
  await assert.rejects(writeDurably(join(directory, 'none', 'c'), 'x'), { code: 'ENOENT' });
});

test('the watermark is the smaller of the reserve and 5 %', () => {
  assert.equal(watermarkBytes(100e9, 512e6), 512e6);
  assert.equal(watermarkBytes(1e9, 512e6), 50e6);
});
