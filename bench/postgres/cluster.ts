import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { blockUntilDead, childrenOf } from '../measure/proc.ts';

/**
 * A PostgreSQL of its own on a temporary directory, set up as a team with 24 GB and two cores would for this table:
 * everything acknowledged is on disk, the rest is tuned for writing. Never an installed cluster.
 */
export const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'lz4',
  shared_buffers: '1GB',
  effective_cache_size: '4GB',
  work_mem: '64MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  wal_buffers: '64MB',
  gin_pending_list_limit: '32MB',
  random_page_cost: '1.1',
  effective_io_concurrency: '64',
  jit: 'off',
  max_connections: '60',
  autovacuum: 'on',
};

const startMs = 60_000;

/** Directory of the server's programs, or null where PostgreSQL is not installed. */
export function findPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of versions) {
    const programs = join(root, version, 'bin');
    if (existsSync(join(programs, 'initdb')) && existsSync(`/usr/share/postgresql/${version}/extension/pg_trgm.control`)) return programs;
  }
  return null;
}

export class Cluster {
  readonly data: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(data: string, port: number, child: ChildProcess) {
    this.data = data;
    this.port = port;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('exit', resolve));
  }

  static async open(programs: string): Promise<Cluster> {
    const user = serverUser();
    const data = mkdtempSync(join(tmpdir(), 'annals-bench-postgres-'));
    try {
      if (user) chownSync(data, user.uid, user.gid);
      const made = spawnSync(
        join(programs, 'initdb'),
        ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions'],
        { ...user, cwd: data, encoding: 'utf8' },
      );
      if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${made.error?.message ?? ''}`);
      const port = await freePort();
      const lines = { ...settings, listen_addresses: "'127.0.0.1'", unix_socket_directories: "''", port: String(port) };
      writeFileSync(
        join(data, 'postgresql.auto.conf'),
        Object.entries(lines)
          .map(([name, value]) => `${name} = ${value.startsWith("'") ? value : `'${value}'`}\n`)
          .join(''),
      );
      const child = spawn(join(programs, 'postgres'), ['-D', data], { ...user, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
      let log = '';
      child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-20_000)));
      const cluster = new Cluster(data, port, child);
      const deadline = Date.now() + startMs;
      while (!log.includes('ready to accept connections')) {
        if (child.exitCode !== null || Date.now() > deadline) {
          cluster.kill();
          throw new Error(`PostgreSQL did not start: ${log}`);
        }
        await sleep(50);
      }
      return cluster;
    } catch (error) {
      rmSync(data, { recursive: true, force: true });
      throw error;
    }
  }

  /** The postmaster and every process it has now. */
  pids(): number[] {
    const pid = this.#child.pid ?? 0;
    return [pid, ...childrenOf(pid)];
  }

  /** Fast shutdown: connections are closed, everything is written. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGINT');
    await this.#ended;
    rmSync(this.data, { recursive: true, force: true });
  }

  /** At once; nothing of it is needed any more. */
  kill(): void {
    // Quit at once, backends too; a killed postmaster would leave them behind for a while.
    const pids = this.pids();
    this.#child.kill('SIGQUIT');
    for (const pid of pids) blockUntilDead(pid);
    rmSync(this.data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

export function versionOf(programs: string): string {
  return execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
}

/** PostgreSQL refuses to run as root: then the user that Debian's package brings, else the one nobody uses. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
