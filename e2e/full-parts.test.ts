import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, afterEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { wholeIndex } from './kill-rounds.ts';
import { fill, makeRoom, Mounts, skipWithoutMount } from './mounts.ts';
import { ReceiptBook } from './receipt-book.ts';
import { killEngine, removeData, setupEmail, setupPassword, start, temporaryData, type Running } from './server.ts';

/** Each part of the data directory on a small file system of its own, so that each meets a full disk alone. */
const parts: Record<string, number> = { journal: 160, segments: 24, keys: 4, signed: 4, index: 128, run: 4 };
const env = { ANNALS_LIMIT_DISK_RESERVE_BYTES: '1', ANNALS_SEGMENT_BYTES: '64KiB' };
const statusesOf = (asked: number[]): number[] => [...new Set(asked)];

describe('a full disk under each kind of file', { skip: skipWithoutMount }, () => {
  const data = temporaryData('annals-full-');
  const mounts = new Mounts();
  const book = new ReceiptBook();
  let server: Running;
  before(async () => {
    mounts.tmpfs(data, 24);
    for (const [part, sizeMiB] of Object.entries(parts)) mounts.tmpfs(join(data, part), sizeMiB);
    server = await start(data, env);
  });
  after(async () => {
    await server.kill();
    await mounts.release();
    removeData(data);
  });

  afterEach(() => {
    for (const part of ['', ...Object.keys(parts)]) makeRoom(join(data, part));
  });

  /** Asks everything while a part is full; each answer must be right or say that it cannot be given now. */
  async function whileFull(part: string, meanwhile: () => Promise<void> = async () => {}) {
    const directory = join(data, part);
    const asked = { posts: [] as number[], finds: [] as number[], signIns: [] as number[], ready: [] as number[] };
    for (let i = 0; i < 12; i++) {
      fill(directory);
      if (i === 2) await meanwhile();
      const sent = {
        organisation: 'acme',
        events: Array.from({ length: 200 }, () => ({ ...login(), id: randomUUID() })),
        key: randomUUID(),
      };
      const answer = await post(server, sent.events, { headers: { 'idempotency-key': sent.key } });
      asked.posts.push(answer.status);
      if (answer.status === 201) await book.send(server, sent);
      else {
        assert.equal(answer.json.code, 'disk_full', answer.text);
        assert.ok(answer.headers.get('retry-after'));
        book.refused(sent);
      }
      const found = await find(server, { limit: 1, total: 'exact' });
      asked.finds.push(found.status);
      if (found.status === 200) assert.equal(found.json.total?.value, (found.json.as_of ?? -1) + 1, found.text);
      asked.signIns.push((await signIn(server, setupEmail, setupPassword)).status);
      asked.ready.push((await fetch(`${server.url}/readyz`)).status);
      await sleep(100);
    }
    return asked;
  }

  /** It goes on by itself once there is room, and what is on the disk is whole. */
  async function resumes(part: string): Promise<void> {
    makeRoom(join(data, part));
    const deadline = performance.now() + 90_000;
    for (let answer = await post(server, login()); answer.status !== 201; answer = await post(server, login())) {
      assert.ok(performance.now() < deadline, answer.text);
      await sleep(100);
    }
    await book.sendUnanswered(server);
    for (;;) {
      const ready = await call<{ status: string }>(server, '/readyz', { key: null });
      const found = await find(server, { limit: 1, total: 'exact' });
      if (ready.json.status === 'ready' && found.status === 200 && found.json.indexed_to === found.json.total!.value - 1) break;
      assert.ok(performance.now() < deadline, `${ready.text} ${found.text} ${server.log().slice(-2_000)}`);
      await sleep(100);
    }
    assert.equal((await signIn(server, setupEmail, setupPassword)).status, 201);
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
    await book.assertHeld(data);
    server = await start(data, env, { setup: false });
    for (let i = 0; i < 5; i++) await book.repeat(server, Math.random());
  }

  it('journal: 507 and nothing recorded, reading and signing in go on', async () => {
    const asked = await whileFull('journal');
    assert.equal(asked.posts.at(-1), 507);
    assert.deepEqual(statusesOf(asked.signIns), [201]);
    await resumes('journal');
  });

  it('control.db: no change is half made, reading goes on', async () => {
    const asked = await whileFull('', async () => {
      const made = await call(server, '/v1/organisations', { body: { name: 'Bolt' } });
      assert.ok(made.status === 507 || made.status === 201, made.text);
    });
    for (const status of statusesOf(asked.signIns)) assert.ok(status === 201 || status === 507, String(status));
    await resumes('');
  });

  for (const part of ['segments', 'signed'])
    it(`${part}: events are recorded on and sealed later`, async () => {
      const asked = await whileFull(part);
      assert.deepEqual(statusesOf(asked.posts), [201]);
      assert.deepEqual(statusesOf(asked.signIns), [201]);
      assert.deepEqual(statusesOf(asked.ready), [200], 'events can be recorded');
      const { json } = await call<{ status: string; reasons: { part: string }[] }>(server, '/readyz', { key: null });
      assert.equal(json.status, 'degraded');
      await resumes(part);
    });

  it('keys: an organisation whose key finds no room is not made, the others go on; asked again once there is room, it is', async () => {
    const asked = await whileFull('keys', async () => {
      const made = await call(server, '/v1/organisations', { body: { name: 'Core' } });
      assert.equal(made.status, 507, made.text);
      const { status, text } = await call(server, '/v1/organisations');
      assert.equal(status, 200);
      assert.ok(!text.includes('Core'), text);
    });
    assert.deepEqual(statusesOf(asked.posts), [201]);
    assert.deepEqual(statusesOf(asked.signIns), [201]);
    makeRoom(join(data, 'keys'));
    assert.equal((await call(server, '/v1/organisations', { body: { name: 'Core' } })).status, 201);
    assert.equal((await post(server, login(), { organisation: 'core' })).status, 201);
    await resumes('keys');
  });

  it('index: events are recorded on; searches are right or 503', async () => {
    // A search that comes before the index was ever opened waits for it.
    await wholeIndex(server, 'acme');
    const asked = await whileFull('index');
    assert.deepEqual(statusesOf(asked.posts), [201]);
    for (const status of statusesOf(asked.finds)) assert.ok(status === 200 || status === 503, String(status));
    await resumes('index');
    // The engine may have left a definition half written: then the index is set aside and made anew, on a disk of its own too.
    await wholeIndex(server, 'acme');
  });

  it('run: an engine that ends is started again all the same', async () => {
    const asked = await whileFull('run', async () => {
      await killEngine(server);
      await sleep(500);
    });
    assert.deepEqual(statusesOf(asked.posts), [201]);
    await resumes('run');
  });
});
