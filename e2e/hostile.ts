import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { call } from './api.ts';
import type { Served } from './hostile-well.ts';
import type { Running } from './server.ts';

/** What tests of attacks share: raw connections, and somebody who means well and must be served meanwhile. */

export const portOf = (server: Pick<Running, 'url'>): number => Number(new URL(server.url).port);

/** A connection that says what it is told and collects what comes back. */
export interface Raw {
  socket: Socket;
  text(): string;
  /** Resolves when the server closed it. */
  closed: Promise<void>;
}

export function open(server: Pick<Running, 'url'>, begin: string | Uint8Array = ''): Raw {
  const socket = connect(portOf(server), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined /* how it ended is what tests look at */);
  if (begin.length > 0) socket.write(begin);
  return { socket, text: () => text, closed };
}

/** What the server answers to bytes, until it closes the connection or was silent for so long. */
export async function say(server: Pick<Running, 'url'>, bytes: string | Uint8Array, silentMs = 1_500): Promise<string> {
  const raw = open(server, bytes);
  let seen = -1;
  for (let silent = false; !silent; seen = raw.text().length)
    silent = await Promise.race([raw.closed.then(() => true), sleep(silentMs).then(() => raw.text().length === seen)]);
  raw.socket.destroy();
  return raw.text();
}

/** Runs an attack while somebody means well, on a thread of his own; prints and bounds what it cost him. */
export async function during<T>(name: string, server: Pick<Running, 'url'>, key: string, attack: () => Promise<T>): Promise<T> {
  const well = new Worker(new URL('./hostile-well.ts', import.meta.url), { workerData: { url: server.url, key } });
  const served = new Promise<Served>((resolve, reject) => {
    well.once('message', resolve);
    well.once('error', reject);
  });
  await sleep(200);
  try {
    return await attack();
  } finally {
    well.postMessage('stop');
    const { tookMs, refused } = await served;
    const p99Ms = Math.round(tookMs[Math.floor(tookMs.length * 0.99)] ?? 0);
    console.log(`  ${name}: ${tookMs.length} requests of others, p99 ${p99Ms} ms, worst ${Math.round(tookMs.at(-1) ?? 0)} ms`);
    assert.deepEqual(refused, [], 'others were answered well');
    assert.ok(p99Ms < 10_000, `p99 of others is ${p99Ms} ms`);
  }
}

/** A key of the organisation `acme` that may write and read, for whoever is not the attacker. */
export async function otherKey(server: Pick<Running, 'url'>, name: string): Promise<string> {
  const made = await call<{ token: string }>(server, '/v1/keys', {
    body: { name, organisation: 'acme', scopes: ['events:write', 'events:read'] },
  });
  assert.equal(made.status, 201, made.text);
  return made.json.token;
}
