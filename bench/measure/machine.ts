import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Machine {
  cpu: string;
  cores: number;
  memoryBytes: number;
  kernel: string;
  /** Of the directory where data lay, with its mount options. */
  fileSystem: string;
  /** Load average over one minute when the run began; well below the number of cores on a quiet machine. */
  loadBefore: number;
  versions: Record<string, string>;
}

export function describeMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    fileSystem: mountOf(tmpdir()),
    loadBefore: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
    versions: {
      node: process.versions.node,
      sqlite: process.versions['sqlite'] ?? 'unknown',
      chdb: packageVersion('chdb'),
      commit: commit(),
    },
  };
}

function mountOf(path: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, point = '']) => path === point || path.startsWith(point === '/' ? '/' : `${point}/`));
  const [, , type = 'unknown', options = ''] = mounts.toSorted((a, b) => (b[1] ?? '').length - (a[1] ?? '').length)[0] ?? [];
  return `${type} (${options})`;
}

function packageVersion(name: string): string {
  const path = join(fileURLToPath(new URL('../../node_modules/', import.meta.url)), name, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'not a git work tree';
  }
}
