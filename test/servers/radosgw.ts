import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What Debian's packages ceph-mon, ceph-osd, radosgw and ceph-common bring. */
const programs = ['ceph-mon', 'ceph-osd', 'ceph', 'monmaptool', 'radosgw', 'radosgw-admin'].map((name) => `/usr/bin/${name}`);

/** Why tests on a real S3 server cannot run here, or false. */
export const radosgwIsMissing = programs.every((program) => existsSync(program)) ? false : 'Debian packages of Ceph are not installed';

/** A real S3 server on loopback: one monitor, one storage daemon that holds everything in memory, one gateway. */
export interface Radosgw {
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the gateway at once, as a power cut would; what it stored stays. */
  kill(): Promise<void>;
  /** Starts the gateway again, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** About fifteen seconds. Every process is a child of this one and in the foreground, so that none outlives it unseen. */
export async function startRadosgw(bytes = 2 * 1024 ** 3): Promise<Radosgw> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-s3-'));
  const [monitorPort, port] = [await freePort(), await freePort()];
  const children: ChildProcess[] = [];
  const configuration = join(folder, 'ceph.conf');
  const fsid = randomUUID();
  for (const name of ['mon', 'osd', 'rgw', 'run', 'log']) await mkdir(join(folder, name));
  await writeFile(configuration, settings({ folder, fsid, monitorPort, port, bytes }));
  const env = { ...process.env, CEPH_CONF: configuration };
  const daemon = (program: string, ...args: string[]): ChildProcess => {
    const child = spawn(`/usr/bin/${program}`, ['-f', ...args], { env, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const call = (program: string, ...args: string[]) => run(`/usr/bin/${program}`, args, { env, timeout: 120_000 });
  // However this process ends, but by SIGKILL.
  const abandon = (): void => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const stop = async (): Promise<void> => {
    process.off('exit', abandon);
    for (const child of children.reverse()) await ended(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const map = join(folder, 'monmap');
    await call('monmaptool', '--create', '--add', 'a', `127.0.0.1:${monitorPort}`, '--fsid', fsid, map);
    await call('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    daemon('ceph-mon', '-i', 'a');
    const disk = randomUUID();
    await call('ceph', '--connect-timeout', '60', 'osd', 'new', disk);
    await call('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk);
    daemon('ceph-osd', '-i', '0');
    await call('ceph', '--connect-timeout', '60', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=here');
    const keys = ['--access-key=testaccess', '--secret=testsecret'];
    await call('radosgw-admin', 'user', 'create', '--uid=test', '--display-name=test', ...keys);
    const endpoint = `http://127.0.0.1:${port}`;
    let gateway = daemon('radosgw', '-n', 'client.rgw.a');
    await answering(endpoint);
    return {
      endpoint,
      accessKeyId: 'testaccess',
      secretAccessKey: 'testsecret',
      pause: () => void gateway.kill('SIGSTOP'),
      resume: () => void gateway.kill('SIGCONT'),
      kill: () => ended(gateway, 'SIGKILL'),
      restart: async () => {
        gateway = daemon('radosgw', '-n', 'client.rgw.a');
        await answering(endpoint);
      },
      stop,
    };
  } catch (error) {
    const log = await readFile(join(folder, 'log', 'client.rgw.a.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`radosgw did not start: ${String(error)}\n${log.slice(-2000)}`, { cause: error });
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(hard);
}

async function answering(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(endpoint).catch(() => null);
    if (answer?.ok) return;
    await after(200);
  }
  throw new Error('the gateway does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

function settings(at: { folder: string; fsid: string; monitorPort: number; port: number; bytes: number }): string {
  const one = ['osd_pool_default_size', 'osd_pool_default_min_size', 'osd_pool_default_pg_num'].map((name) => `${name} = 1`);
  const noAuthentication = ['cluster', 'service', 'client'].map((name) => `auth_${name}_required = none`);
  return [
    '[global]',
    `fsid = ${at.fsid}`,
    `mon_host = 127.0.0.1:${at.monitorPort}`,
    'mon_initial_members = a',
    'public_addr = 127.0.0.1',
    ...noAuthentication,
    ...one,
    // The gateway asks for encryption by itself, which there is none of without keys.
    'ms_mon_client_mode = crc',
    'mon_allow_pool_size_one = true',
    'osd_crush_chooseleaf_type = 0',
    'osd_pool_default_pg_autoscale_mode = off',
    'mon_max_pg_per_osd = 1000',
    'mon_data_avail_crit = 0',
    'mon_osd_full_ratio = 0.99',
    'osd_objectstore = memstore',
    `memstore_device_bytes = ${at.bytes}`,
    `run_dir = ${at.folder}/run`,
    `admin_socket = ${at.folder}/run/$name.asok`,
    `log_file = ${at.folder}/log/$name.log`,
    `mon_data = ${at.folder}/mon`,
    `osd_data = ${at.folder}/osd`,
    `rgw_data = ${at.folder}/rgw`,
    `rgw_frontends = beast endpoint=127.0.0.1:${at.port}`,
    'setuser_match_path =',
    '',
  ].join('\n');
}
