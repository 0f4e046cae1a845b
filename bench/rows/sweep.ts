import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../../e2e/api.ts';
import { removeData, setupKey, start, temporaryData, type Running } from '../../e2e/server.ts';
import type { Row } from '../context.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const batch = 1000;
const connections = 8;
/** So much recording before the sweep says what it is without one. */
const aloneMs = 10_000;

/** How long a sweep takes of events that are all due, and what it leaves of recording meanwhile. */
export const sweep: Row = {
  name: 'sweep',
  says: 'retention: a sweep of N events past their retention, beside recording',
  async run(context) {
    if (!existsSync(library)) {
      context.note('Not measured: it needs libfaketime, to receive events forty days ago.');
      return;
    }
    const events = context.options.steps.at(-1)!;
    context.note(
      'One organisation that keeps 30 days. Its events were received 40 days before, by a clock that was put back; the server is then started with the right one.',
    );
    context.note(
      'From the administrator’s word on the clock until bodies and index rows are gone. Recording beside it: batches of 1,000 over 8 connections, without a limit.',
    );
    const data = temporaryData('annals-bench-');
    const offset = `${data}.offset`;
    try {
      await fillInThePast(data, offset, events);
      const server = await start(data, {}, { setup: false, readyMs: 600_000 });
      try {
        await until(async () => (await stateOf(server)).stopped !== null, 'the clock is in doubt');
        const load = recordOn(server);
        await sleep(aloneMs);
        const alone = load.acknowledged / (aloneMs / 1000);
        const before = load.acknowledged;
        const startedMs = performance.now();
        await call(server, '/v1/retention/clock', { body: { reason: 'bench' } });
        await until(async () => (await stateOf(server)).last_sweep !== null && (await isOver(server)), 'the sweep');
        const seconds = (performance.now() - startedMs) / 1000;
        const beside = (load.acknowledged - before) / seconds;
        await load.stop();
        context.figure('annals', `${events.toLocaleString('en')} events: sweep beside recording`, seconds, 's', 'less');
        context.figure('annals', `${events.toLocaleString('en')} events: removed`, events / seconds, 'events/s', 'more');
        context.figure('annals', 'recording before it', alone, 'events/s', 'more');
        context.figure('annals', 'recording beside it', beside, 'events/s', 'more');
      } finally {
        await server.stop();
      }
    } finally {
      removeData(data);
      rmSync(offset, { force: true });
    }
  },
};

async function fillInThePast(data: string, offset: string, events: number): Promise<void> {
  writeFileSync(offset, '-40d\n');
  const faked = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: offset, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const server = await start(data, faked);
  const load = recordOn(server, events);
  await load.done;

  await until(async () => (await behindOf(server)) === 0, 'the index');
  await server.stop();
}

interface Recording {
  readonly acknowledged: number;
  done: Promise<unknown>;
  stop(): Promise<void>;
}

/** Sends until `most` are acknowledged, or until it is stopped. */
function recordOn(server: Running, most = Infinity): Recording {
  let [sent, acknowledged, isOver] = [0, 0, false];
  const lane = async (): Promise<void> => {
    while (!isOver && sent < most) {
      const count = Math.min(batch, most - sent);
      sent += count;
      const answer = await fetch(`${server.url}/v1/events?organisation=acme`, {
        method: 'POST',
        headers: { authorization: `Bearer ${setupKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(Array.from({ length: count }, madeEvent)),
      });
      await answer.arrayBuffer();
      if (answer.status === 201) acknowledged += count;
      else {
        sent -= count;
        await sleep(100);
      }
    }
  };
  const done = Promise.all(Array.from({ length: connections }, lane));
  return {
    get acknowledged() {
      return acknowledged;
    },
    done,
    async stop() {
      isOver = true;
      await done;
    },
  };
}

/** About 800 bytes, with what no compression takes away. */
function madeEvent(_: unknown, at: number): Record<string, unknown> {
  const random = randomBytes(24).toString('hex');
  return {
    event: 'auth.login',
    actor: { type: 'user', id: `u-${at % 97}`, name: `User ${at % 97}`, email: `user${at % 97}@example.com`, ip: `198.51.100.${at % 250}` },
    correlation_id: random.slice(0, 32),
    targets: [{ type: 'agent', id: random.slice(16), name: 'checkout' }],
    extra: { note: `request ${random} of the nightly run `.repeat(6), region: 'eu-central-1', step: at },
  };
}

async function stateOf(server: Running): Promise<{ stopped: string | null; last_sweep: object | null }> {
  return (await call<{ stopped: string | null; last_sweep: object | null }>(server, '/v1/retention?organisation=acme')).json;
}

interface Status {
  tasks: { name: string; runs: number; last_started_at: string; last_succeeded_at: string | null; report: Record<string, unknown> }[];
  index: { behind_events: number };
}

const statusOf = async (server: Running): Promise<Status> => (await call<Status>(server, '/v1/status')).json;

/** The run of retention that removed something has ended: index rows and old ids are gone, too. */
async function isOver(server: Running): Promise<boolean> {
  const task = (await statusOf(server)).tasks.find(({ name }) => name === 'retention');
  return Number(task?.report['sweeps'] ?? 0) > 0;
}

const behindOf = async (server: Running): Promise<number> => (await statusOf(server)).index.behind_events;

async function until(done: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 3_600_000;
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error(`an hour has passed: ${what}`);
    await sleep(250);
  }
}
