/**
 * Runs before `npm start`, `npm test` and the like: afterwards what is locked is installed, a Node 24 is at hand and
 * the portal is built. Does nothing, fast, when that is so already.
 * Plain JavaScript for Node 20 without any dependency: the first time nothing is installed yet.
 * Speaks on stderr; ends with 1 and one plain message when a person has to act.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from './ensure/install.mjs';
import { buildPortal } from './ensure/portal.mjs';
import { findRuntime, refuseOldNode } from './ensure/runtime.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const purpose = process.argv[2] ?? 'start';

try {
  refuseOldNode();
  await installLocked(root);
  const node = findRuntime(root, purpose);
  if (purpose !== 'check') await buildPortal(root, node);
} catch (error) {
  if (error?.name !== 'EnsureError') throw error;
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
