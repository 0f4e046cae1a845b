import assert from 'node:assert/strict';
import { chmodSync, chownSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { prepareDataDirectory } from '../../packages/server/base/data-directory.ts';
import { SecretBox } from '../../packages/server/access/installation-key.ts';
import { ensureKeys } from '../../packages/server/segments/keys.ts';
import { keyPath } from '../../packages/server/segments/paths.ts';
import type { DurableWrite } from './durable-writes.ts';
import type { When } from './inject.ts';
import { allReached, inMemory, type Record, tryEachStep, withFault } from './trial.ts';

inMemory();

const [first, second] = ['0199c0de-0000-7000-8000-00000000000a', '0199c0de-0000-7000-8000-00000000000b'] as const;

test('keys and folders: whatever step fails, the next start makes what is missing, and no key is ever made twice', async (t) => {
  const reached = new Set<DurableWrite>();
  await tryEachStep(t, 'keys', reached, scenario);
  allReached('keys', reached);
});

async function scenario(record: Record, failAt: { number: number; when: When } | null): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'annals-keys-'));
  const sealed: Uint8Array[] = [];
  const start = async () => {
    await prepareDataDirectory(data);
    await ensureKeys(data, [first, second]);
    sealed.push(await new SecretBox(data).seal('secret', 'here'));
  };
  try {
    // What a process that was killed left: half a key, and the second name of a whole one.
    await prepareDataDirectory(data);
    writeFileSync(`${keyPath(data, first)}.0.tmp`, 'half');
    writeFileSync(keyPath(data, second), Buffer.alloc(32, 7));
    linkSync(keyPath(data, second), `${keyPath(data, second)}.0.tmp`);
    const failed = await withFault(record, data, failAt, start);
    const before = readdirSync(join(data, 'keys')).includes(`${first}.seed`) ? readFileSync(keyPath(data, first)) : null;
    if (failed) await withFault(record, data, null, start);
    assert.deepEqual(
      readdirSync(join(data, 'keys')).sort(),
      [`${first}.seed`, `${second}.seed`, 'installation.key'],
      'nothing is left beside them',
    );
    assert.equal(statSync(keyPath(data, first)).mode & 0o777, 0o600);
    const key = readFileSync(keyPath(data, first));
    assert.equal(key.length, 32);
    if (before) assert.deepEqual(key, before, 'what is there stays');
    assert.deepEqual(readFileSync(keyPath(data, second)), Buffer.alloc(32, 7));
    for (const one of sealed) assert.equal(await new SecretBox(data).open(one, 'here'), 'secret');
    const synced = (from: number) => record.steps.slice(from).some(({ call, target }) => call === 'sync' && target === 'keys');
    assert.ok(synced(failed ? (record.failed?.number ?? 0) + 1 : 0), 'the name of a key is synced, also that of one that was there');
  } finally {
    rmSync(data, { recursive: true });
  }
}

test('a key is never written through the second name that a killed process left', async () => {
  const data = mkdtempSync(join(tmpdir(), 'annals-keys-'));
  try {
    await prepareDataDirectory(data);
    await ensureKeys(data, [first]);
    const key = readFileSync(keyPath(data, first));
    linkSync(keyPath(data, first), `${keyPath(data, second)}.0.tmp`);
    await ensureKeys(data, [first, second]);
    assert.deepEqual(readFileSync(keyPath(data, first)), key);
    assert.notDeepEqual(readFileSync(keyPath(data, second)), key);
    await ensureKeys(data, []);
  } finally {
    rmSync(data, { recursive: true });
  }
});

test('the data directory may lie in a folder that the server cannot read', async () => {
  const above = mkdtempSync(join(tmpdir(), 'annals-above-'));
  // Root reads everything: it becomes nobody for a moment.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) chownSync(above, 65534, 65534);
  if (isRoot) process.seteuid?.(65534);
  try {
    await prepareDataDirectory(join(above, 'data'));
    chmodSync(above, 0o300);
    assert.throws(() => readdirSync(above), { code: 'EACCES' });
    await prepareDataDirectory(join(above, 'data'));
  } finally {
    chmodSync(above, 0o700);
    if (isRoot) process.seteuid?.(0);
    rmSync(above, { recursive: true });
  }
});
