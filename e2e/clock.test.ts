import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, find, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { wholeIndex } from './kill-rounds.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData, type Running } from './server.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing = !existsSync(library);
const skip = missing && !process.env['CI'] ? 'libfaketime is not installed' : false;

const dayMs = 86_400_000;

/** The machine's clock is set a day forward and back while the server runs: its own process alone sees it, through libfaketime. */
describe('a clock that jumps', { skip }, () => {
  const data = temporaryData('annals-clock-');
  const offset = join(data, '..', `${data.split('/').at(-1)}.offset`);
  let server: Running;
  const setClock = async (text: string): Promise<void> => {
    writeFileSync(offset, `${text}\n`);
    // Every thread has looked at the time since.
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
        ANNALS_SEGMENT_BYTES: '32KiB',
      },
      { setup },
    );
  before(async () => {
    writeFileSync(offset, '+0\n');
    server = await run(true);
  });
  after(async () => {
    await server.kill();
    removeData(data);
    removeData(offset);
  });

  async function recorded(): Promise<{ sequence: number; receivedMs: number }> {
    const answer = await post(
      server,
      Array.from({ length: 200 }, () => login()),
    );
    assert.equal(answer.status, 201, answer.text);
    const last = answer.json.receipts.at(-1)!;
    return { sequence: last.sequence, receivedMs: Date.parse(last.received_at) };
  }

  /** Events are sealed, signed and found, whatever the clock says. */
  async function goesOn(sequence: number): Promise<void> {
    await wholeIndex(server, 'acme');
    const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
    const acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
    const folder = join(data, 'segments', acme);
    const deadline = performance.now() + 30_000;
    for (;;) {
      const size = existsSync(join(folder, 'checkpoint')) ? Number(readFileSync(join(folder, 'checkpoint'), 'utf8').split('\n')[1]) : 0;
      const lines = existsSync(join(folder, 'list.jsonl')) ? readFileSync(join(folder, 'list.jsonl'), 'utf8').trim().split('\n') : [];
      const sealed = lines.reduce((sum, line) => sum + (JSON.parse(line) as { count: number }).count, 0);
      if (size > sequence && sealed > sequence - 200) break;
      assert.ok(performance.now() < deadline, `signed ${size}, sealed ${sealed} of ${sequence}: ${server.log().slice(-1_000)}`);
      await sleep(100);
    }
  }

  it('forward and back: received_at never decreases, sealing and indexing go on, sign-ins work', async () => {
    const now = await recorded();
    await goesOn(now.sequence);
    const session = await signIn(server, setupEmail, setupPassword);
    assert.equal(session.status, 201);

    await setClock('+1d');
    const tomorrow = await recorded();
    assert.ok(tomorrow.receivedMs - now.receivedMs > dayMs - 60_000, 'the server sees the jump');
    await goesOn(tomorrow.sequence);
    for (let i = 0; i < 12; i++) assert.equal((await signIn(server, setupEmail, 'a wrong password')).status, i < 10 ? 401 : 429);

    await setClock('+0');
    const back = await recorded();
    assert.ok(back.receivedMs >= tomorrow.receivedMs, 'received_at does not go back with the clock');
    await goesOn(back.sequence);
    assert.equal((await signIn(server, setupEmail, setupPassword)).status, 201, 'tries of a time that has not come yet lock nobody out');
    const mine = await call(server, '/v1/me', { cookie: session.cookie });
    assert.ok(mine.status === 200 || mine.status === 401, mine.text);

    await setClock('-1d');
    const yesterday = await recorded();
    assert.ok(yesterday.receivedMs >= back.receivedMs);
    await goesOn(yesterday.sequence);
    assert.equal((await signIn(server, setupEmail, setupPassword)).status, 201);
    const found = await find(server, { limit: 1, order: '-occurred_at', total: 'exact' });
    assert.equal(found.status, 200);
    assert.equal(found.json.total?.value, found.json.as_of + 1, 'events of a time that has not come yet are found');
    assert.equal(found.json.events.length, 1);
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
  });

  it('a start with a clock that is behind the ledger goes on from the ledger', async () => {
    server = await run(false);
    const found = await find(server, { limit: 1, order: '-sequence' });
    const last = found.json.events[0]!;
    const next = await recorded();
    assert.ok(next.receivedMs >= Date.parse(last.received_at));
    await goesOn(next.sequence);
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
  });
});
