import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { acquireLock, LockedError } from './lock.ts';

function directory(t: { after(fn: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), 'annals-lock-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function holdInChild(dataDir: string) {
  const program = `const { acquireLock } = await import(${JSON.stringify(import.meta.resolve('./lock.ts'))});
    acquireLock(${JSON.stringify(dataDir)}).announce('http://127.0.0.1:4242'); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a second holder is told pid and address of the first, with exit code 3', async (t) => {
  const dataDir = directory(t);
  const child = await holdInChild(dataDir);
  t.after(() => child.kill('SIGKILL'));
  assert.throws(
    () => acquireLock(dataDir),
    (error) => {
      assert.ok(error instanceof LockedError);
      assert.equal(error.pid, child.pid);
      assert.equal(error.url, 'http://127.0.0.1:4242');
      assert.equal(error.exitCode, 3);
      return true;
    },
  );
});

test('kill -9 frees the directory, and the pid it leaves behind misleads nobody', async (t) => {
  const dataDir = directory(t);
  const child = await holdInChild(dataDir);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(existsSync(join(dataDir, 'run', 'server.pid')));
  acquireLock(dataDir).release();
});

test('release gives the directory back and may be called twice', (t) => {
  const dataDir = directory(t);
  const first = acquireLock(dataDir);
  assert.throws(() => acquireLock(dataDir), LockedError);
  first.release();
  first.release();
  const second = acquireLock(dataDir);
  assert.equal(statSync(join(dataDir, 'run', 'server.pid')).mode & 0o777, 0o600);
  assert.equal(statSync(join(dataDir, 'lock')).mode & 0o777, 0o600);
  second.release();
});

test('a wrong pid file does not lock', (t) => {
  const dataDir = directory(t);
  acquireLock(dataDir).release();
  writeFileSync(join(dataDir, 'run', 'server.pid'), '1\nhttp://127.0.0.1:1\n');
  acquireLock(dataDir).release();
});
