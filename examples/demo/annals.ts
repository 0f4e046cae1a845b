import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { companies } from './world.ts';

export interface Installation {
  url: string;
  key: string;
  /** For people; null when the demo was pointed at an Annals that others set up. */
  signIn: { email: string; password: string } | null;
  stop(): Promise<void>;
}

interface Secrets {
  email: string;
  password: string;
  key: string;
}

const root = join(import.meta.dirname, '..', '..');

/** The Annals that ANNALS_URL and ANNALS_KEY name, else one of the demo's own on ./data-demo. */
export async function findOrStart(): Promise<Installation> {
  const { ANNALS_URL: url, ANNALS_KEY: key } = process.env;
  if (url && key) return { url, key, signIn: null, stop: () => Promise.resolve() };
  if (url || key) throw new Error(`Set ${url ? 'ANNALS_KEY' : 'ANNALS_URL'} too, or neither: then the demo starts an Annals of its own.`);
  return start(join(root, 'data-demo'));
}

async function start(directory: string): Promise<Installation> {
  const secrets = secretsOf(directory);
  const env = {
    PATH: process.env['PATH'],
    ANNALS_DATA: join(directory, 'annals'),
    ANNALS_LISTEN: process.env['ANNALS_LISTEN'] ?? '127.0.0.1:8484',
    ANNALS_LOG: 'json',
    ANNALS_LOG_LEVEL: 'warn',
    ANNALS_SETUP_ORGANISATION: companies[0].name,
    ANNALS_SETUP_EMAIL: secrets.email,
    ANNALS_SETUP_PASSWORD: secrets.password,
    ANNALS_SETUP_KEY: secrets.key,
  };
  // A group of its own: Ctrl-C is for the demo, which ends its players before their Annals.
  const server = spawn(process.execPath, [join(root, 'packages', 'server', 'main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  process.once('exit', () => server.kill());
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.includes('"event":"ready"')) resolve((JSON.parse(line) as { url: string }).url);
    });
  });
  const url = await Promise.race([ready, ended]);
  if (typeof url !== 'string') throw new Error('Annals did not start; the line above says why.');
  return {
    url,
    key: secrets.key,
    signIn: secrets,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** Made at the first start and kept beside the data, so that a second start finds the same door. */
function secretsOf(directory: string): Secrets {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'sign-in.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets;
  const secrets = {
    email: 'demo@example.com',
    password: randomBytes(9).toString('base64url'),
    key: `ann_${randomBytes(32).toString('base64url')}`,
  };
  writeFileSync(path, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
