import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.mjs';
import { EnsureError, progress, say } from './say.mjs';

/** What a complete installation weighs on Linux x64; for the progress line only. */
const expectedMb = 1_000;

/** Installs exactly what package-lock.json says, when node_modules does not hold that yet. */
export async function installLocked(root) {
  if (isInstalled(root)) return;
  say(`Installing what package-lock.json locks. The search engine alone is 566 MB: this takes from 15 seconds to some minutes, once.`);
  const end = progress(
    async (seconds) => `  installing: ${seconds} s, ${await sizeMb(join(root, 'node_modules'))} of about ${expectedMb} MB on disk`,
  );
  const { command, args } = npm();
  const { code, output } = await run(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root }).finally(() =>
    end(),
  );
  if (code !== 0)
    throw new EnsureError(
      `npm ci failed (${code}):\n${output}\n\nNothing was started. Is the npm registry reachable, and is there 1.5 GB of free disk?`,
    );
  if (!isInstalled(root))
    throw new EnsureError(
      'npm ci ended without an error, but node_modules does not hold what package-lock.json says. Remove node_modules and try again.',
    );
  say(`Installed (${await sizeMb(join(root, 'node_modules'))} MB).`);
}

/**
 * Compares the lock with npm's own record of node_modules, which npm writes last: an installation that was
 * interrupted has none. Packages for other platforms may be absent, workspaces must be linked.
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.startsWith('node_modules/')) continue;
    const found = present[path];
    if (found === undefined ? !isOptional(entry) : found.version !== entry.version || found.integrity !== entry.integrity) return false;
    if (entry.link && lstatSync(join(root, path), { throwIfNoEntry: false }) === undefined) return false;
  }
  return Object.keys(present).every((path) => path in locked);
}

function isOptional(entry) {
  return entry.optional === true || entry.devOptional === true;
}

/** The npm that runs us, else the one on PATH. */
function npm() {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') ? { command: process.execPath, args: [path] } : { command: 'npm', args: [] };
}

async function sizeMb(directory) {
  let bytes = 0;
  const pending = [directory];
  while (pending.length > 0) {
    // Files come and go while npm works: what is gone counts nothing.
    const entries = await readdir(pending.pop(), { withFileTypes: true }).catch(() => []);
    const sizes = entries.map((entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isDirectory()) pending.push(path);
      return entry.isFile()
        ? stat(path).then(
            (stats) => stats.size,
            () => 0,
          )
        : 0;
    });
    for (const size of await Promise.all(sizes)) bytes += size;
  }
  return Math.round(bytes / 1e6);
}
