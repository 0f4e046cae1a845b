import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AnnalsClient } from '@annals/client';
import { call, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { memoryOf } from './memory.ts';
import { removeData, setupEmail, setupKey, setupPassword, start, temporaryData, type Running } from './server.ts';
import { openTail, until, type Tailing } from './tail-reader.ts';

const acme = 'organisation=acme';
const note = (text: string) => login({ extra: { note: text } });

describe('the tail of events', () => {
  const data = temporaryData();
  let server: Running;
  let quiet: Tailing;
  const tails: Tailing[] = [];
  const open = async (...given: Parameters<typeof openTail>): Promise<Tailing> => {
    const tail = await openTail(...given);
    tails.push(tail);
    return tail;
  };
  before(async () => {
    server = await start(data);
    quiet = await openTail(server, `${acme}&q=event:user.delete`);
  });
  after(async () => {
    for (const tail of tails) tail.close();
    quiet.close();
    await server.stop();
    await checkAll(data);
    removeData(data);
  });

  it('sends every event once, in order of sequence, and begins where it says', async () => {
    const first = await post(server, note('before'));
    const tail = await open(server, acme);
    assert.equal(tail.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    const begin = Number(tail.headers.get('annals-after'));
    assert.ok(begin >= first.json.receipts[0]!.sequence);
    const wanted: number[] = [];
    for (let round = 0; round < 20; round++) {
      const { json } = await post(
        server,
        Array.from({ length: 1 + round * 10 }, () => note('here')),
      );
      wanted.push(...json.receipts.map(({ sequence }) => sequence));
    }
    await until('all events are there', () => tail.sequences().length >= wanted.length);
    assert.deepEqual(tail.sequences(), wanted);
    assert.equal(begin, wanted[0]! - 1);
    for (const { id, data: text } of tail.messages) assert.equal((JSON.parse(text) as { sequence: number }).sequence, Number(id));
  });

  it('is an event itself, which the viewer is not sent and every other is', async () => {
    const other = await open(server, `${acme}&after=-1&q=event:annals.view`);
    const made = await call<{ token: string; key: { id: string } }>(server, '/v1/keys', {
      body: { name: 'viewer', organisation: 'acme', scopes: ['events:read'] },
    });
    const own = await open(server, `${acme}&after=-1`, { key: made.json.token });
    const viewers = (tail: Tailing) => tail.messages.map(({ data: text }) => (JSON.parse(text) as { actor: { id: string } }).actor.id);
    await until('the view is sent to the other', () => viewers(other).includes(made.json.key.id));
    const marker = (await post(server, note('after the view'))).json.receipts[0]!.sequence;
    await until('the viewer is up to date', () => own.sequences().at(-1) === marker);
    const ownViews = own.messages.filter(({ data: text }) => text.includes('"annals.view"') && text.includes(made.json.key.id));
    assert.deepEqual(ownViews, []);
  });

  it('begins behind Last-Event-ID, else behind `after`, and refuses what is no place in the ledger', async () => {
    const { json } = await post(server, [note('a'), note('b'), note('c')]);
    const [a, b, c] = json.receipts.map(({ sequence }) => sequence) as [number, number, number];
    const resumed = await open(server, `${acme}&after=0&q=event:auth.login`, { headers: { 'last-event-id': String(a) } });
    const since = await open(server, `${acme}&after=${b}&q=event:auth.login`);
    await until('both are up to date', () => resumed.sequences().includes(c) && since.sequences().includes(c));
    assert.deepEqual(resumed.sequences(), [b, c]);
    assert.deepEqual(since.sequences(), [c]);
    for (const id of ['x', '1.5', '-2', String(c + 1_000_000), '9'.repeat(40)]) {
      const refused = await open(server, acme, { headers: { 'last-event-id': id } });
      assert.deepEqual([refused.status, refused.code], [400, 'parameter_invalid'], id);
    }
    const invalid = await open(server, `${acme}&q=${encodeURIComponent('outcome:nope')}`);
    assert.deepEqual([invalid.status, invalid.code], [400, 'query_invalid']);
  });

  it('sends what the query lets through, of the own organisation only', async () => {
    const made = await call(server, '/v1/organisations', { body: { name: 'Beta' } });
    assert.equal(made.status, 201, made.text);
    const key = (
      await call<{ token: string }>(server, '/v1/keys', {
        body: { name: 'b', organisation: 'beta', scopes: ['events:read', 'events:write'] },
      })
    ).json.token;
    const ofBeta = await open(server, 'after=-1', { key });
    const failures = await open(server, `${acme}&q=${encodeURIComponent('outcome:failure extra.note:mine')}`);
    const wanted = (await post(server, [note('mine'), login({ outcome: 'failure', error_message: 'no', extra: { note: 'mine' } })])).json
      .receipts[1]!;
    await post(server, note('beta'), { key, organisation: '' });
    await until(
      'both have theirs',
      () => failures.messages.length > 0 && ofBeta.messages.some(({ data: text }) => text.includes('"beta"')),
    );
    assert.deepEqual(failures.sequences(), [wanted.sequence]);
    for (const { data: text } of ofBeta.messages) assert.ok(!text.includes('"mine"'), text);
    const foreign = await open(server, acme, { key });
    const never = await open(server, 'organisation=never-was', { key });
    assert.deepEqual([foreign.status, foreign.code], [never.status, never.code]);
    assert.equal(foreign.status, 404);
    assert.equal((await open(server, acme, { key: `${setupKey}x` })).status, 401);
  });

  it('goes on where it was when the engine was killed', async () => {
    const tail = await open(server, `${acme}&q=extra.note:engine`);
    const one = (await post(server, note('engine'))).json.receipts[0]!.sequence;
    await until('the first is there', () => tail.sequences().length === 1);
    process.kill(Number(readFileSync(join(data, 'run', 'engine.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const more = (await post(server, [note('engine'), note('engine')])).json.receipts.map(({ sequence }) => sequence);
    await until('the others are there', () => tail.sequences().length >= 3);
    assert.deepEqual(tail.sequences(), [one, ...more]);
    assert.equal(tail.ended, false);
  });

  it('is followed by the SDK and by the command line', async (t) => {
    const stop = new AbortController();
    const client = new AnnalsClient({ url: server.url, key: setupKey });
    const seen: number[] = [];
    const following = (async () => {
      for await (const event of client.tail({ organisation: 'acme', q: 'extra.note:sdk', after: -1 }, { signal: stop.signal }))
        seen.push(event.sequence);
    })();
    const annals = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../packages/cli/main.ts', import.meta.url)),
        'tail',
        'extra.note:sdk',
        '--organisation',
        'acme',
        '--after',
        '-1',
        '--json',
      ],
      {
        env: { ...process.env, ANNALS_URL: server.url, ANNALS_KEY: setupKey },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    t.after(() => annals.kill('SIGKILL'));
    let printed = '';
    annals.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const wanted = (await post(server, [note('sdk'), note('sdk')])).json.receipts.map(({ sequence }) => sequence);
    await until('both have them', () => seen.length >= 2 && printed.split('\n').length >= 3);
    assert.deepEqual(seen, wanted);
    assert.deepEqual(
      printed
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { sequence: number }).sequence),
      wanted,
    );
    stop.abort();
    await following;
  });

  it('ends soon after the key is revoked, the session is over, or the role is gone', async () => {
    const made = await call<{ token: string; key: { id: string } }>(server, '/v1/keys', {
      body: { name: 'soon gone', organisation: 'acme', scopes: ['events:read'] },
    });
    const { cookie } = await signIn(server, setupEmail, setupPassword);
    const byKey = await open(server, acme, { key: made.json.token });
    const bySession = await open(server, acme, { cookie });
    const stays = await open(server, acme);
    assert.deepEqual([byKey.status, bySession.status], [200, 200]);
    assert.equal((await call(server, `/v1/keys/${made.json.key.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await call(server, '/v1/sessions/current', { method: 'DELETE', cookie })).status, 204);
    await until('both are over', () => byKey.ended && bySession.ended);
    assert.equal(stays.ended, false);
  });

  it('holds next to nothing for readers who do not read, and keeps their place', async (t) => {
    const large = 'large '.repeat(10_000);
    const load = async (): Promise<number[]> => {
      const sequences: number[] = [];
      for (let i = 0; i < 5; i++) {
        const { status, json } = await post(
          server,
          Array.from({ length: 60 }, () => note(large)),
        );
        assert.equal(status, 201);
        sequences.push(...json.receipts.map(({ sequence }) => sequence));
      }
      return sequences;
    };
    // What the load itself costs is not the question.
    await load();
    const sockets = Array.from({ length: 60 }, () => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1').pause();
      socket.write(`GET /v1/events/tail?${acme}&q=event:auth.login HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${setupKey}\r\n\r\n`);
      return socket;
    });
    t.after(() => sockets.forEach((socket) => socket.destroy()));
    const reading = await open(server, `${acme}&q=event:auth.login`);
    const beforeBytes = memoryOf(server).nowBytes;
    const wanted = await load();
    await until('whoever reads has all', () => reading.sequences().length >= wanted.length);
    assert.deepEqual(reading.sequences(), wanted);
    const grownBytes = memoryOf(server).nowBytes - beforeBytes;
    console.log(`  ${Math.round(grownBytes / 1e6)} MB more for 60 readers who did not read 18 MB each`);
    assert.ok(grownBytes < 500e6, `${grownBytes} bytes more`);
    const ids: number[] = [];
    let line = '';
    sockets[0]!
      .on('data', (chunk: Buffer) => {
        const lines = (line + chunk.toString()).split('\n');
        line = lines.pop()!;
        for (const whole of lines) if (whole.startsWith('id: ')) ids.push(Number(whole.slice(4)));
      })
      .resume();
    await until('the late reader has all', () => ids.length >= wanted.length);
    assert.deepEqual(ids, wanted);
  });

  it('says every 15 seconds that it is alive', async () => {
    await until('a comment came after the first one', () => quiet.comments.length >= 2, 90_000);
    assert.deepEqual([quiet.ended, quiet.messages.length], [false, 0]);
  });
});

describe('the number of tails', () => {
  const data = temporaryData();
  let server: Running;
  before(async () => {
    server = await start(data);
  });
  after(async () => {
    await server.kill();
    removeData(data);
  });

  it('is 100 of 1,000 that are tried; the others are told when to come back, and another organisation gets in', async () => {
    await post(server, login());
    const tried: Tailing[] = [];
    for (let i = 0; i < 10; i++) tried.push(...(await Promise.all(Array.from({ length: 100 }, () => openTail(server, acme)))));
    const accepted = tried.filter(({ status }) => status === 200);
    assert.equal(accepted.length, 100);
    for (const { status, code, headers } of tried.filter((tail) => tail.status !== 200)) {
      assert.deepEqual([status, code], [429, 'too_many_tails']);
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
    const { sequence } = (await post(server, note('to all'))).json.receipts[0]!;
    await until('each of the 100 has it', () => accepted.every((tail) => tail.sequences().includes(sequence)));

    await call(server, '/v1/organisations', { body: { name: 'Beta' } });
    const beta = await openTail(server, 'organisation=beta');
    assert.equal(beta.status, 200, 'who has none gets one of whoever has most');
    await until('one of the others ended', () => accepted.filter(({ ended }) => ended).length === 1);

    accepted.find(({ ended }) => !ended)!.close();
    let again = await openTail(server, acme);
    await until(
      'a place that was left is given again',
      async () => again.status === 200 || (again = await openTail(server, acme)).status === 200,
    );
    assert.equal((await openTail(server, acme)).status, 429);

    const startedMs = Date.now();
    assert.equal(await server.stop(), 0);
    assert.ok(Date.now() - startedMs < 20_000, 'open tails do not hold up the end of the server');
    await until('every tail ended', () => accepted.filter(({ ended }) => ended).length >= 99);
    await checkAll(data);
  });

  it('HEAD takes no place', async () => {
    server = await start(data, { ANNALS_LIMIT_TAILS: '1' }, { setup: false });
    for (let i = 0; i < 3; i++) {
      const head = await call(server, `/v1/events/tail?${acme}`, { method: 'HEAD' });
      assert.equal(head.status, 200);
    }
    assert.equal((await openTail(server, acme)).status, 200);
    assert.equal((await openTail(server, acme)).status, 429);
  });
});
