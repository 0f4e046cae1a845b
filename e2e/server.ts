import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** A real server, in its own process and data directory, as a stranger would start it by environment. */

const main = fileURLToPath(new URL('../packages/server/main.ts', import.meta.url));

export const setupKey = 'ann_e2eSetupKeyOfFortyThreeCharactersInTotal000';
export const setupEmail = 'dana@example.com';
export const setupPassword = 'correct horse battery staple';

export interface Running {
  url: string;
  setupUrl: string | null;
  data: string;
  child: ChildProcess;
  /** Everything it wrote on stderr. */
  log(): string;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

export function temporaryData(name = 'annals-e2e-'): string {
  return mkdtempSync(join(tmpdir(), name));
}

export function removeData(data: string): void {
  rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

export class ServerEnded extends Error {
  readonly code: number | null;
  readonly log: string;
  constructor(code: number | null, log: string) {
    super(`The server ended with code ${code} before it was ready:\n${log}`);
    this.code = code;
    this.log = log;
  }
}

/** The process of the server's engine, asked of the system: a file that names it may be stale. Null while there is none. */
export function enginePid(server: Pick<Running, 'child'>): number | null {
  for (const thread of readdirSync(`/proc/${server.child.pid}/task`)) {
    for (const pid of readFileSync(`/proc/${server.child.pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean))
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-host')) return Number(pid);
  }
  return null;
}

/** kill -9 of the engine, once it is there. */
export async function killEngine(server: Pick<Running, 'child'>): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (let pid = enginePid(server); ; pid = enginePid(server)) {
    if (pid !== null) {
      process.kill(pid, 'SIGKILL');
      return;
    }
    if (performance.now() > deadline) throw new Error('There is no engine.');
    await sleep(20);
  }
}

/** Starts the server and resolves when it says it is ready. */
export async function start(
  data: string,
  env: Record<string, string> = {},
  options: { setup?: boolean; readyMs?: number } = {},
): Promise<Running> {
  const setup =
    options.setup === false
      ? {}
      : {
          ANNALS_SETUP_ORGANISATION: 'Acme',
          ANNALS_SETUP_EMAIL: setupEmail,
          ANNALS_SETUP_PASSWORD: setupPassword,
          ANNALS_SETUP_KEY: setupKey,
        };
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANNALS_')));
  const child = spawn(process.execPath, [main], {
    env: { ...inherited, ANNALS_DATA: data, ANNALS_LISTEN: '127.0.0.1:0', ANNALS_LOG: 'json', ...setup, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<{ url: string; setup_url: string | null }>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"event":"ready"')) resolve(JSON.parse(line) as { url: string; setup_url: string | null });
    });
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), options.readyMs ?? 60_000);
  const first = await Promise.race([ready, exited]);
  clearTimeout(timer);
  if (typeof first !== 'object' || first === null) throw new ServerEnded(first, log);
  return {
    url: first.url,
    setupUrl: first.setup_url,
    data,
    child,
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
