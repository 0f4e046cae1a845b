import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './run.mjs';
import { EnsureError, progress, say } from './say.mjs';

/** The portal and every package it is built from. */
const sources = ['packages/portal', 'packages/events', 'packages/ledger', 'packages/client'];

/** Builds the portal when its sources are not those of the build that is there. */
export async function buildPortal(root, node) {
  const portal = join(root, 'packages', 'portal');
  if (!existsSync(join(portal, 'index.html'))) {
    say('No portal in this tree: the server starts without it.');
    return;
  }
  const hash = hashSources(root);
  const stamp = join(portal, 'dist', '.sources');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const end = progress((seconds) => `  building the portal: ${seconds} s`);
  const { code, output } = await run(node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: portal,
  }).finally(() => end());
  if (code !== 0) throw new EnsureError(`The portal does not build (${code}):\n${output}`);
  writeFileSync(stamp, hash);
  say('Built the portal.');
}

function hashSources(root) {
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', ...sources.flatMap((source) => filesBelow(join(root, source), root))]) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(directory, root) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist' && !entry.name.includes('.test.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(path, root) : [relative(root, path)];
    });
}
