#!/usr/bin/env node
/**
 * `annals`: plain JavaScript that any Node runs; it hands over to the project's Node 24 where its own is older, for
 * the program behind it is TypeScript that only that one reads.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('./main.ts');
} else {
  const node = process.env.ANNALS_NODE ?? join(here, '..', '..', 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(node)) {
    process.stderr.write(`annals needs Node 24 and this is ${process.version}: run npm start once, or set ANNALS_NODE=/path/to/node24.\n`);
    process.exit(1);
  }
  const { status, signal, error } = spawnSync(node, [join(here, 'annals.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  if (error) process.stderr.write(`annals cannot run ${node}: ${error.message}\n`);
  process.exit(signal ? 1 : (status ?? 1));
}
