import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { annals } from './annals.ts';
import { call, find, login, post, signIn } from './api.ts';
import { checkAll } from './check-all.ts';
import { removeData, setupEmail, setupPassword, start, temporaryData, type Running } from './server.ts';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const missing = !existsSync(library);
const skip = missing && !process.env['CI'] ? 'libfaketime is not installed' : false;

/** An organisation leaves: closed, a month later deleted by two people; nothing of it is left but what the built-in one says. */
describe('closing and deleting an organisation', { skip }, () => {
  const data = temporaryData('annals-close-');
  const offset = `${data}.offset`;
  const reason = { reason: 'they left' };
  let server: Running;
  let beta = '';
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
    rmSync(offset, { force: true });
  });
  const cookieOf = async (email: string): Promise<string> => (await signIn(server, email, setupPassword)).cookie;
  const until = async (what: string, done: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + 60_000;
    while (!(await done())) {
      assert.ok(performance.now() < deadline, `${what}: ${server.log().slice(-2_000)}`);
      await sleep(200);
    }
  };

  it('the built-in organisation keeps its name, stays open, and takes events of nobody else', async () => {
    for (const [path, method, body] of [
      ['/v1/organisations/annals', 'PATCH', { name: 'Mine' }],
      ['/v1/organisations/annals/close', 'POST', reason],
    ] as const)
      assert.equal((await call(server, path, { method, body })).json.code, 'organisation_built_in');
    const refused = await post(server, [login()], { organisation: 'annals' });
    assert.deepEqual([refused.status, refused.json.receipts[0]?.problem?.code], [422, 'organisation_built_in']);
  });

  it('a closed organisation takes nothing, can be read and exported, and is reopened', async () => {
    const made = await call<{ organisation: { id: string } }>(server, '/v1/organisations', { body: { name: 'Beta' } });
    beta = made.json.organisation.id;
    assert.equal(
      (
        await post(
          server,
          Array.from({ length: 300 }, () => login()),
          { organisation: 'beta' },
        )
      ).status,
      201,
    );
    const closed = await call<{ organisation: { closed_at: string | null } }>(server, '/v1/organisations/beta/close', { body: reason });
    assert.ok(closed.json.organisation.closed_at);
    const refused = await post(server, [login()], { organisation: 'beta' });
    assert.equal(refused.json.receipts[0]?.problem?.code, 'organisation_closed');
    await until(
      'search',
      async () => (await find(server, { organisation: beta, q: 'event:auth.login', limit: 1 })).json.events.length === 1,
    );
    const csv = await call(server, '/v1/exports/csv?organisation=beta');
    assert.ok(csv.text.split('\n').length > 300, csv.text.slice(0, 300));
    assert.equal((await call(server, '/v1/organisations/beta/reopen', { body: reason })).status, 200);
    assert.equal((await post(server, [login()], { organisation: 'beta' })).status, 201);
    assert.equal((await call(server, '/v1/organisations/beta/close', { body: reason })).status, 200);
  });

  it('it is deleted a month later, when two admins say so and nothing is held', async () => {
    const dana = await cookieOf(setupEmail);
    const ask = async (cookie: string): Promise<string> =>
      (await call(server, '/v1/organisations/beta/deletion', { cookie, body: reason })).json?.code ?? 'asked';
    assert.equal(await ask(dana), 'deletion_too_early');
    const lee = { email: 'lee@example.com', name: 'Lee', password: setupPassword, organisation: 'beta', role: 'admin' };
    assert.equal((await call(server, '/v1/organisations/beta/reopen', { body: reason })).status, 200);
    assert.equal((await call(server, '/v1/users', { body: lee })).status, 201);
    assert.equal((await call(server, '/v1/organisations/beta/close', { body: reason })).status, 200);
    await setClock('+31d');
    const later = await cookieOf(setupEmail);
    const held = await call<{ hold: { id: string } }>(server, '/v1/holds', { body: { organisation: 'beta', name: 'Case', ...reason } });
    assert.equal(await ask(later), 'organisation_held');
    await call(server, `/v1/holds/${held.json.hold.id}/release`, { body: reason });
    const confirm = async (cookie: string, name = 'Beta') =>
      call(server, '/v1/organisations/beta/deletion/confirm', { cookie, body: { name } });
    const second = await cookieOf('lee@example.com');
    assert.equal((await confirm(second)).json.code, 'deletion_not_requested');
    assert.equal(await ask(later), 'asked');
    assert.equal((await confirm(later)).json.code, 'second_admin_required');
    assert.equal((await confirm(second, 'Bet')).json.code, 'validation_failed');
    assert.equal((await confirm(second)).status, 202);
    assert.equal((await find(server, { organisation: beta })).json.code, 'not_found');
    assert.equal((await call(server, '/v1/me', { cookie: second })).status, 401, 'who belonged only there is gone');
    await until('the removal', async () => !existsSync(join(data, 'segments', beta)) && !existsSync(join(data, 'keys', `${beta}.seed`)));
    await until('the event', async () => {
      const found = await find(server, { organisation: 'annals', q: 'event:annals.organisation.delete outcome:success' });
      return found.json.events?.[0]?.targets?.[0]?.id === beta;
    });
    assert.equal(await server.stop(), 0, server.log());
    await checkAll(data);
    const doctor = await annals(['doctor', '--data', data]);
    assert.equal(doctor.code, 0, doctor.out + doctor.err);
    assert.ok(!doctor.out.includes(beta));
    for (const folder of ['segments', 'signed', 'keys'])
      assert.ok(!readdirSync(join(data, folder)).some((name) => name.includes(beta)), folder);
    server = await run(false);
    assert.equal((await post(server, [login()])).status, 201);
  });
});
