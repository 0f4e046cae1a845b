import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../packages/server/base/exit.ts';

/** Small file systems for tests of full and read-only disks. Mounting needs root; without it these tests are skipped by name. */

const mayMount = (() => {
  const path = '/tmp/annals-may-mount';
  mkdirSync(path, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'annals-test', path]).status === 0;
  if (mounted) spawnSync('umount', [path]);
  return mounted;
})();

export const skipWithoutMount = mayMount ? false : 'a tmpfs cannot be mounted here';

export class Mounts {
  readonly #paths: string[] = [];

  tmpfs(path: string, sizeMiB: number): void {
    mkdirSync(path, { recursive: true });
    run('mount', '-t', 'tmpfs', '-o', `size=${sizeMiB}m,mode=0700`, 'annals-test', path);
    this.#paths.push(path);
  }

  /** A file system on a disk of its own, in a file, which turns read-only when it meets an error. Gives its device's name. */
  ext4(path: string, image: string, sizeMiB: number): string {
    mkdirSync(path, { recursive: true });
    run('truncate', '-s', `${sizeMiB}M`, image);
    run('mkfs.ext4', '-q', '-F', image);
    return this.ext4Again(path, image);
  }

  ext4Again(path: string, image: string): string {
    run('mount', '-o', 'loop,errors=remount-ro', image, path);
    this.#paths.push(path);
    return basename(run('findmnt', '-no', 'SOURCE', path).trim());
  }

  /** Innermost first; a process that was killed may hold on for a moment. */
  async release(): Promise<void> {
    for (const path of this.#paths.splice(0).reverse()) {
      for (let tries = 0; spawnSync('umount', [path]).status !== 0; tries++) {
        if (tries > 100) throw new Error(`${path} cannot be unmounted`);
        await sleep(100);
      }
    }
  }
}

export function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

const filler = (directory: string): string => join(directory, '.filler');

/** Takes every byte that is left. To be repeated while others write and free. */
export function fill(directory: string): void {
  const file = openSync(filler(directory), 'a');
  try {
    for (const bytes of [1 << 20, 1 << 12, 1]) {
      try {
        for (;;) if (writeSync(file, Buffer.alloc(bytes, 1)) < bytes) break;
      } catch (error) {
        if (errorCode(error) !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

export function makeRoom(directory: string): void {
  rmSync(filler(directory), { force: true });
}
