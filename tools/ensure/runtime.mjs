import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EnsureError } from './say.mjs';

const needed = 24;

export function refuseOldNode() {
  if (major(process.versions.node) < 20)
    throw new EnsureError(
      `Annals needs Node 20 or newer to install itself (it then brings its own Node ${needed}); this is ${process.version}.`,
    );
}

/**
 * The Node 24 that runs Annals: the one ANNALS_NODE names, else the locked one (first on PATH in every npm script), else
 * this one when it is new enough. npm fetches the locked one by an install script, which some machines forbid.
 */
export function findRuntime(root, purpose) {
  const named = process.env.ANNALS_NODE;
  if (named) {
    const version = versionOf(named);
    if (version === null)
      throw new EnsureError(
        `ANNALS_NODE=${named} is not a program that runs. Set it to the path of a Node ${needed}, like /usr/local/bin/node.`,
      );
    if (major(version) < needed) throw new EnsureError(`ANNALS_NODE=${named} is Node ${version}; Annals needs Node ${needed} or newer.`);
    return named;
  }
  const locked = join(root, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(locked)) {
    if (versionOf(locked) !== null) return locked;
    throw new EnsureError(
      `The Node ${needed} that npm installed (${locked}) does not run on this machine. Way out: ANNALS_NODE=/path/to/node${needed} npm ${script(purpose)}`,
    );
  }
  if (major(process.versions.node) >= needed) return process.execPath;
  throw new EnsureError(`npm was not allowed to run install scripts, so the Node ${needed} that Annals brings is missing, and this is ${process.version}.
Way out, either:  ANNALS_NODE=/path/to/node${needed} npm ${script(purpose)}
or:               npm rebuild node --ignore-scripts=false   and then npm ${script(purpose)}`);
}

function versionOf(path) {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('v') ? stdout.trim().slice(1) : null;
}

function major(version) {
  return Number(version.split('.')[0]);
}

function script(purpose) {
  return purpose === 'start' || purpose === 'test' ? purpose : `run ${purpose}`;
}
