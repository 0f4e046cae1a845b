import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkLedger } from '../packages/server/verifier.ts';
import { call, find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing = !existsSync(library);
const skip = missing && !process.env['CI'] ? 'libfaketime is not installed' : false;
const env = {
  LD_PRELOAD: library,
  FAKETIME_NO_CACHE: '1',
  FAKETIME_DONT_FAKE_MONOTONIC: '1',
  ANNALS_SEGMENT_BYTES: '32KiB',
};
const old = 6_000;
/** After the administrator's word, in ms: before the event, among the generations, at the index, at the ids. */
const delays = [0, 40, 110, 240, 400];

/** kill -9 in the middle of a sweep, wherever it is: what stays is whole, what went cannot be found, the next start goes on. */
describe('a sweep that is killed', { skip }, () => {
  const base = temporaryData('annals-kill-sweep-');
  const offset = `${base}.offset`;
  let acme = '';
  let preparing: Running | null = null;
  before(async () => {
    writeFileSync(offset, '-40d\n');
    const server = await start(base, { ...env, FAKETIME_TIMESTAMP_FILE: offset });
    preparing = server;
    const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
    acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
    for (let sent = 0; sent < old; sent += 1000) {
      const events = Array.from({ length: 1000 }, (_, i) => login({ extra: { note: `number ${sent + i}` } }));
      assert.equal((await post(server, events)).status, 201);
    }
    const deadline = performance.now() + 60_000;
    while (sealed(base) < old - 500) {
      assert.ok(performance.now() < deadline, 'not sealed');
      await sleep(200);
    }
    // What is younger stays.
    writeFileSync(offset, '-10d\n');
    assert.equal(
      (
        await post(
          server,
          Array.from({ length: 50 }, () => login({ extra: { note: 'young' } })),
        )
      ).status,
      201,
    );
    assert.equal(await server.stop(), 0, server.log());
    writeFileSync(offset, '+0\n');
  });
  after(async () => {
    await preparing?.kill();
    removeData(base);
    rmSync(offset, { force: true });
  });
  const sealed = (data: string): number => {
    const list = join(data, 'segments', acme, 'list.jsonl');
    if (!existsSync(list)) return 0;
    // Without a line that is being written.
    const lines = readFileSync(list, 'utf8').split('\n').slice(0, -1);
    return lines.reduce((sum, line) => {
      const { count, generation } = JSON.parse(line) as { count: number; generation: number };
      return generation === 0 ? sum + count : sum;
    }, 0);
  };
  interface State {
    oldest_retained: number;
    size: number;
    stopped: string | null;
    last_sweep: object | null;
  }
  const state = async (server: Running): Promise<State> => (await call<State>(server, `/v1/retention?organisation=${acme}`)).json;
  const until = async (server: Running, what: string, done: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + 60_000;
    while (!(await done())) {
      assert.ok(performance.now() < deadline, `${what}: ${server.log().slice(-2_000)}`);
      await sleep(100);
    }
  };

  for (const delay of delays) {
    it(`${delay} ms after it may go on`, async () => {
      const data = temporaryData('annals-killed-');
      try {
        cpSync(base, data, { recursive: true });
        let server = await start(data, { ...env, FAKETIME_TIMESTAMP_FILE: offset }, { setup: false });
        await until(server, 'the clock is noticed', async () => (await state(server)).stopped !== null);
        assert.equal((await call(server, '/v1/retention/clock', { body: { reason: 'the test moved it' } })).status, 200);
        await sleep(delay);
        await server.kill();
        const check = await checkLedger(data);
        assert.deepEqual(
          check.findings.filter(({ severity }) => severity === 'error'),
          [],
        );
        server = await start(data, { ...env, FAKETIME_TIMESTAMP_FILE: offset }, { setup: false });
        await until(server, 'the sweep', async () => {
          const { last_sweep, oldest_retained } = await state(server);
          return last_sweep !== null && oldest_retained >= old;
        });
        const { size, oldest_retained } = await state(server);
        await until(server, 'the index', async () => ((await find(server, { limit: 1 })).json.indexed_to ?? -1) >= size - 1);
        const young = await find(server, { q: 'extra~young', total: 'exact', limit: 100 });
        assert.equal(young.json.total?.value, 50, 'what is younger is there');
        await until(server, 'nothing removed is found', async () => {
          const gone = await find(server, { q: `sequence<${oldest_retained}`, total: 'exact', limit: 1 });
          return gone.json.total?.value === 0;
        });
        assert.equal(await server.stop(), 0, server.log());
        await checkAll(data);
        const list = readFileSync(join(data, 'segments', acme, 'list.jsonl'), 'utf8')
          .trim()
          .split('\n');
        const current = new Map(
          list.map((line) => JSON.parse(line) as { first: number; file: string }).map(({ first, file }) => [first, file]),
        );
        const files = readdirSync(join(data, 'segments', acme, 'bodies')).map((name) => `bodies/${name}`);
        assert.deepEqual(files.toSorted(), [...current.values()].toSorted(), 'no body of before is left on the disk');
      } finally {
        removeData(data);
      }
    });
  }
});
