import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@annals/events';
import { checkLedger } from '../packages/server/verifier.ts';
import { annals } from './annals.ts';
import { call, find, login, post } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing = !existsSync(library);
const skip = missing && !process.env['CI'] ? 'libfaketime is not installed' : false;

interface RetentionJson {
  policy: { days: number | null };
  pending: { effective_at: string } | null;
  holds: { id: string }[];
  oldest_retained: number;
  size: number;
  last_sweep: { events: number; event_id: string } | null;
  stopped: string | null;
}

/** Disk, search and API of a real server whose clock is moved; nothing is asked of the configuration. */
describe('retention', { skip }, () => {
  const data = temporaryData('annals-retention-');
  const offset = `${data}.offset`;
  let server: Running;
  let acme = '';
  const setClock = async (text: string): Promise<void> => {
    writeFileSync(offset, `${text}\n`);
    await sleep(300);
  };
  const run = (setup: boolean): Promise<Running> =>
    start(
      data,
      {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: offset,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        ANNALS_SEGMENT_BYTES: '64KiB',
      },
      { setup },
    );
  before(async () => {
    writeFileSync(offset, '-40d\n');
    server = await run(true);
    const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
    acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
  });
  after(async () => {
    await server.kill();
    removeData(data);
    rmSync(offset, { force: true });
  });

  const retention = async (): Promise<RetentionJson> => (await call<RetentionJson>(server, `/v1/retention?organisation=${acme}`)).json;
  const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + 60_000;
    while (!(await done())) {
      assert.ok(performance.now() < deadline, `${what}: ${server.log().slice(-2_000)}`);
      await sleep(200);
    }
  };
  const indexed = async (): Promise<void> => {
    const { size } = await retention();
    await until('the index', async () => ((await find(server, { limit: 1 })).json.indexed_to ?? -1) >= size - 1);
  };
  const record = async (count: number, members: Record<string, unknown> = {}): Promise<number> => {
    const answer = await post(
      server,
      Array.from({ length: count }, (_, i) => login({ extra: { note: `number ${i}` }, ...members })),
    );
    assert.equal(answer.status, 201, answer.text);
    return answer.json.receipts.at(-1)!.sequence;
  };
  const restart = async (text: string): Promise<void> => {
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
    await setClock(text);
    server = await run(false);
    await indexed();
  };
  const bodies = (): number =>
    readdirSync(join(data, 'segments', acme, 'bodies'))
      .map((name) => readFileSync(join(data, 'segments', acme, 'bodies', name)).length)
      .reduce((sum, bytes) => sum + bytes, 0);
  const confirm = async (): Promise<void> => {
    const answer = await call(server, '/v1/retention/clock', { body: { reason: 'the test moved it' } });
    assert.equal(answer.status, 200, answer.text + server.log().slice(-1_500));
  };
  let first: RecordedEvent;
  let held = '';

  it('new organisations keep events for 30 days; a clock that jumps stops the sweep until an administrator says it is right', async () => {
    await record(600);
    assert.equal((await call(server, '/v1/organisations', { body: { name: 'Beta' } })).status, 201);
    const others = Array.from({ length: 200 }, (_, i) => login({ extra: { note: i % 40 === 7 ? 'keep' : 'go' } }));
    assert.equal((await post(server, others, { organisation: 'beta' })).status, 201);
    await indexed();
    first = (await find(server, { order: 'sequence', limit: 5, q: 'event:auth.login' })).json.events[0]!;
    await until('the segments', async () => existsSync(join(data, 'segments', acme, 'bodies')) && bodies() > 20_000);
    assert.equal((await retention()).policy.days, 30);
    assert.equal((await retention()).stopped, null);
    await restart('+0');
    await until('the clock is noticed', async () => (await retention()).stopped !== null);
    assert.equal((await retention()).oldest_retained, 0);
    assert.match((await retention()).stopped!, /forward by 9[56]\d hours/);
    const ready = await call<{ reasons: { part: string }[] }>(server, '/readyz');
    assert.ok(
      ready.json.reasons.some(({ part }) => part === 'retention'),
      ready.text,
    );
  });

  it('a policy is tried out and a hold placed by who may, and only for their own organisation', async () => {
    const keyOf = async (organisation: string, scopes: string[]): Promise<string> =>
      (await call<{ token: string }>(server, '/v1/keys', { body: { name: 'k', organisation, scopes } })).json.token;
    const [reader, foreign] = [await keyOf('acme', ['events:read']), await keyOf('beta', ['events:read', 'settings:manage'])];
    const policy = { days: 7 };
    const tried = await call<{ shortens: boolean; consequence: { events: number; archived: boolean | null; held: number } }>(
      server,
      '/v1/retention/preview',
      { body: { organisation: 'acme', policy } },
    );
    assert.equal(tried.status, 200, tried.text);
    assert.deepEqual([tried.json.shortens, tried.json.consequence.archived], [true, null]);
    assert.ok(tried.json.consequence.events >= 600, tried.text);
    const decide = (key: string, organisation: string) =>
      call(server, '/v1/retention', { method: 'PUT', key, body: { organisation, policy, reason: 'r' } });
    assert.deepEqual([(await decide(reader, 'acme')).json.code, (await decide(foreign, 'acme')).json.code], ['forbidden', 'not_found']);
    assert.equal((await call(server, '/v1/retention?organisation=acme', { key: foreign })).json.code, 'not_found');
    const hold = { organisation: 'beta', name: 'Case', q: 'extra~keep', reason: 'a court asks' };
    const placed = await call<{ hold: { id: string } }>(server, '/v1/holds', { body: hold });
    assert.equal(placed.status, 201, placed.text);
    held = placed.json.hold.id;
    const released = await call(server, `/v1/holds/${held}/release`, { key: reader, body: { reason: 'r' } });
    assert.equal(released.json.code, 'not_found', 'a foreign hold is none');
    const beta = await call<{ consequence: { events: number; held: number } }>(server, '/v1/retention/preview', {
      body: { organisation: 'beta', policy: { days: 30 } },
    });
    assert.deepEqual([beta.json.consequence.held, beta.json.consequence.events >= 195], [5, true], beta.text);
  });

  it('what is due goes from disk, search and API, and the event says so; tree and proofs stay', async () => {
    const [bytes, before] = [bodies(), await checkpoint()];
    const recent = await record(10);
    await confirm();
    await until('the sweep', async () => (await retention()).last_sweep !== null);
    const now = await retention();
    assert.ok(now.oldest_retained >= 600, JSON.stringify(now));
    assert.ok(bodies() < bytes / 5, `${bodies()} of ${bytes} bytes are left`);
    await until('the index', async () => (await find(server, { q: `id:${first.id}` })).json.events.length === 0);
    await indexed();
    const found = await find(server, { order: 'sequence', limit: 1000, total: 'exact' });
    assert.ok(found.json.events.every(({ sequence }) => sequence >= now.oldest_retained));
    assert.ok(found.json.events.some(({ sequence }) => sequence === recent));
    const gone = await call(server, `/v1/events/${first.id}?organisation=${acme}`);
    assert.ok(['not_found', 'event_removed'].includes(gone.json.code), gone.text);
    const said = (await find(server, { q: 'event:annals.retention.prune' })).json.events[0] as RecordedEvent & {
      extra: Record<string, unknown>;
    };
    assert.equal(said.id, now.last_sweep!.event_id);
    assert.partialDeepStrictEqual(said.extra, {
      from: 0,
      to: now.oldest_retained,
      oldest_retained: now.oldest_retained,
      policy: '30 days',
    });
    const entries = await call<{ entries: { sequence: number }[]; removed: { from: number; to: number }[] }>(
      server,
      `/v1/ledger/entries?organisation=${acme}&from=590&to=620`,
    );
    assert.deepEqual(entries.json.removed, [{ from: 590, to: now.oldest_retained }]);
    assert.equal(entries.json.entries[0]!.sequence, now.oldest_retained);
    await until('the next checkpoint', async () => (await checkpoint()) !== before);
  });

  it('what is held stays, found and whole, until it is released', async () => {
    const notes = async (q: string): Promise<number> =>
      (await find(server, { organisation: 'beta', q, total: 'exact', limit: 100 })).json.total?.value ?? -1;
    await until('the sweep of beta', async () => (await notes('event:auth.login extra~go')) === 0);
    assert.equal(await notes('event:auth.login extra~keep'), 5);
    const kept = (await find(server, { organisation: 'beta', q: 'event:auth.login extra~keep', limit: 1 })).json.events[0]!;
    assert.equal((await call(server, `/v1/events/${kept.id}?organisation=beta`)).status, 200);
    assert.equal((await call(server, `/v1/holds/${held}/release`, { body: { reason: 'settled' } })).status, 200);
    await restart('+0');
    await until('the sweep after the release', async () => (await notes('event:auth.login extra~keep')) === 0);
  });

  it('a stop, a doctor, a rebuilt index: the same answers', async () => {
    const before = (await find(server, { order: 'sequence', limit: 1000, total: 'exact' })).json;
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
    const doctor = await annals(['doctor', '--data', data]);
    assert.equal(doctor.code, 0, doctor.out + doctor.err);
    assert.match(doctor.out, /Everything recorded is there and unchanged/);
    rmSync(join(data, 'index'), { recursive: true });
    server = await run(false);
    await indexed();
    const again = (await find(server, { order: 'sequence', limit: 1000, q: `sequence<${before.as_of + 1}` })).json;
    assert.deepEqual(
      again.events.map(({ id }) => id),
      before.events.map(({ id }) => id),
    );
  });

  it('a bodies file that is deleted by hand is still named', async () => {
    assert.equal(await server.stop(), 0, server.log());
    const name = readdirSync(join(data, 'segments', acme, 'bodies'))
      .toSorted()
      .at(-1)!;
    const path = join(data, 'segments', acme, 'bodies', name);
    const kept = readFileSync(path);
    rmSync(path);
    const check = await checkLedger(data);
    assert.ok(check.findings.some(({ severity, file }) => severity === 'error' && file === `segments/${acme}/bodies/${name}`));
    writeFileSync(path, kept);
    await checkAll(data);
    server = await run(false);
    await indexed();
  });

  const checkpoint = async (): Promise<string> => (await call(server, `/v1/ledger/checkpoint?organisation=${acme}`)).text;
});
