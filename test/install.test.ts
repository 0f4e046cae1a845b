import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { root } from './floors.ts';

const run = promisify(execFile);

/** What npm reads to install, in a directory of its own. */
function copyOfManifests(t: TestContext): string {
  const copy = mkdtempSync(join(tmpdir(), 'annals-install-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  const packages = ['cli', 'client', 'events', 'ledger', 'portal', 'server'].map((name) => `packages/${name}/package.json`);
  for (const path of ['package.json', 'package-lock.json', '.npmrc', ...packages]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  return copy;
}

test('npm ci takes the lock: it is in step with package.json, platforms the registry lacks included', async (t) => {
  const copy = copyOfManifests(t);
  await run('npm', ['ci', '--dry-run', '--ignore-scripts', '--offline', '--no-audit', '--loglevel=error'], { cwd: copy });
});

test('what is installed is taken as such, an interrupted or other installation is not', async (t) => {
  const { isInstalled } = (await import(join(root, 'tools', 'ensure', 'install.mjs'))) as { isInstalled: (root: string) => boolean };
  assert.equal(isInstalled(root), true);
  const copy = copyOfManifests(t);
  assert.equal(isInstalled(copy), false);
  mkdirSync(join(copy, 'node_modules'));
  assert.equal(isInstalled(copy), false, 'npm writes its record last');
  writeFileSync(join(copy, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: {} }));
  assert.equal(isInstalled(copy), false);
});

test('ensuring what is there says nothing', async () => {
  const { stdout, stderr } = await run(process.execPath, [join(root, 'tools', 'ensure.mjs'), 'check'], { cwd: root });
  assert.equal(stdout + stderr, '');
});

test('a Node that cannot be used is named, with the way out', async () => {
  const ensure = (node: string) =>
    run(process.execPath, [join(root, 'tools', 'ensure.mjs'), 'check'], { cwd: root, env: { ...process.env, ANNALS_NODE: node } });
  await assert.rejects(
    ensure('/nonexistent/node'),
    (error: { code: number; stderr: string }) =>
      error.code === 1 && /ANNALS_NODE=\/nonexistent\/node is not a program that runs/.test(error.stderr),
  );
});
