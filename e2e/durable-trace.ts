import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupEmail, setupKey, setupPassword } from './server.ts';

/** System calls of a server, as strace saw them, and what of them a power loss would spare. */

const main = fileURLToPath(new URL('../packages/server/main.ts', import.meta.url));
const traced = 'openat,mkdir,rename,link,write,pwrite64,writev,fsync,fdatasync';

export interface TracedServer {
  url: string;
  /** Stops the server and answers its calls. */
  stop(): Promise<Call[]>;
}

/** A call that succeeded. Between `from` and `to` nobody knows whether it has taken effect. */
export interface Call {
  name: string;
  /** Paths of its arguments, those of descriptors too. */
  paths: string[];
  text: string;
  from: number;
  to: number;
}

/** Starts a server under strace from its very first call on. */
export async function startTraced(data: string, output: string, env: Record<string, string>): Promise<TracedServer> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ANNALS_')));
  const options = ['-f', '-y', '-s', '64', '--seccomp-bpf', '-e', `trace=${traced}`, '-o', output];
  const child: ChildProcess = spawn('strace', [...options, process.execPath, main], {
    env: {
      ...inherited,
      ANNALS_DATA: data,
      ANNALS_LISTEN: '127.0.0.1:0',
      ANNALS_LOG: 'json',
      ANNALS_SETUP_ORGANISATION: 'Acme',
      ANNALS_SETUP_EMAIL: setupEmail,
      ANNALS_SETUP_PASSWORD: setupPassword,
      ANNALS_SETUP_KEY: setupKey,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<null>((resolve) => child.once('close', () => resolve(null)));
  const ready = new Promise<{ url: string }>((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"event":"ready"')) resolve(JSON.parse(line) as { url: string });
    });
  });
  const first = await Promise.race([ready, ended]);
  if (first === null) throw new Error(`The traced server ended:\n${log}`);
  return {
    url: first.url,
    async stop() {
      // strace hands no signal on; the server itself is asked.
      process.kill(Number(readFileSync(`${data}/run/server.pid`, 'utf8').split('\n')[0]), 'SIGTERM');
      await ended;
      return callsOf(readFileSync(output, 'utf8'));
    },
  };
}

/** Puts calls that strace tells in two lines together. */
export function callsOf(trace: string): Call[] {
  const open = new Map<string, { text: string; from: number }>();
  const calls: Call[] = [];
  for (const [at, line] of trace.split('\n').entries()) {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const unfinished = / <unfinished \.\.\.>$/.exec(rest);
    if (unfinished) {
      open.set(pid, { text: rest.slice(0, unfinished.index), from: at });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const begun = resumed ? open.get(pid) : undefined;
    const text = begun ? begun.text + (resumed?.[1] ?? '') : rest;
    const [, name = ''] = /^(\w+)\(.* = \d+(<.*>)?$/.exec(text) ?? [];
    if (name === '') continue;
    // Only openat has a result with a path, which is that of its argument; of a written text no path is taken.
    const head = /^(write|writev|pwrite64)$/.test(name) ? text.slice(0, text.indexOf('>') + 1) : text.slice(0, text.lastIndexOf(' = '));
    const paths = [...head.matchAll(/(?<!AT_FDCWD)<(\/[^>]*)>|"(\/[^"]*)"/g)].map(([, held, named]) => held ?? named ?? '');
    calls.push({ name, paths, text, from: begun?.from ?? at, to: at });
  }
  return calls;
}

/** When a name came to be: by the first opening that creates, or by each mkdir, rename and link. */
export function madeAt(calls: readonly Call[], path: string): Call[] {
  return calls.filter(
    ({ name, paths, text }) =>
      paths.at(-1) === path && (/^(mkdir|rename|link)$/.test(name) || (name === 'openat' && text.includes('O_CREAT'))),
  );
}

/** The sync of a file or directory that began after a call had ended, and itself ended first. */
export function syncedAfter(calls: readonly Call[], path: string, after: number): Call | undefined {
  return calls.find(({ name, paths, from }) => /^f(data)?sync$/.test(name) && paths[0] === path && from > after);
}

/** Until when a name was not durable. Infinity: never. */
export function namedAt(calls: readonly Call[], path: string): number {
  const made = madeAt(calls, path)[0];
  return made ? (syncedAfter(calls, dirname(path), made.to)?.to ?? Infinity) : Infinity;
}
