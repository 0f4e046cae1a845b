import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Passwords } from '../access/passwords.ts';
import { openWorld, password } from './test-world.ts';

const minuteMs = 60_000;

test('signing in gives a cookie that scripts and other sites do not get, and an event with the address', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  await world.setUp();
  await world.drain();
  const answer = await world.signIn('DANA@Example.com ', password);
  assert.equal(answer.status, 201);
  const cookie = answer.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^annals_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
  const [event, ...rest] = await world.drain();
  assert.equal(rest.length, 0);
  assert.partialDeepStrictEqual(event, {
    event: 'auth.login',
    outcome: 'success',
    actor: { ip: '192.0.2.7', client: 'portal' },
    metadata: { user: { email: 'dana@example.com' } },
  });

  assert.equal((await world.call('DELETE', '/v1/sessions/current', { cookie: answer.cookie })).status, 204);
  assert.equal((await world.call('GET', '/v1/me', { cookie: answer.cookie })).status, 401);
  assert.deepEqual(
    (await world.drain()).map(({ event: name }) => name),
    ['auth.logout'],
  );
});

test('over https the cookie is Secure', async (t) => {
  const world = await openWorld({ app: { publicUrl: 'https://annals.test' } });
  t.after(world.close);
  await world.setUp();
  assert.match((await world.signIn('dana@example.com', password)).headers.get('set-cookie') ?? '', /; Secure/);
});

test('wrong password and unknown account are one answer; neither password nor mistyped field is in any event', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  await world.setUp();
  await world.drain();
  const wrong = await world.signIn('dana@example.com', 'Tr0ub4dor&3');
  const unknown = await world.signIn('nobody@example.com', 'Tr0ub4dor&3');
  const mixed = await world.signIn('Tr0ub4dor&3', 'Tr0ub4dor&3');
  for (const answer of [wrong, unknown, mixed]) {
    assert.deepEqual([answer.status, answer.json.code, answer.json.detail], [401, 'sign_in_failed', wrong.json.detail]);
    assert.equal(answer.cookie, '');
  }
  const acme = world.access.organisations.find('acme')?.id;
  const annals = world.access.organisations.builtIn().id;
  const events = await world.drain();
  assert.deepEqual(
    events.map(({ event, outcome, ...rest }) => [event, outcome, 'organisation' in rest && rest.organisation]),
    [
      ['auth.login', 'failure', acme],
      ['auth.login', 'failure', annals],
      ['auth.login', 'failure', annals],
    ],
  );
  assert.equal(events[1]?.actor.email, 'nobody@example.com');
  assert.doesNotMatch(JSON.stringify(events), /Tr0ub4dor/);
});

test('an unknown account takes as long as a known one', async (t) => {
  const world = await openWorld({ passwords: new Passwords({ memoryKib: 4_096, passes: 2 }), signInTries: 1_000 });
  t.after(world.close);
  await world.setUp();
  const medianMs = async (email: string) => {
    const times: number[] = [];
    for (let round = 0; round < 9; round++) {
      const startedMs = performance.now();
      await world.signIn(email, 'wrong password');
      times.push(performance.now() - startedMs);
    }
    return times.sort((a, b) => a - b)[4] ?? 0;
  };
  const [known, unknown] = [await medianMs('dana@example.com'), await medianMs('nobody@example.com')];
  assert.ok(unknown > known / 3 && known > unknown / 3, `known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms`);
});

test('ten wrong tries close the account for 15 minutes, through a restart, and the flood is not recorded one by one', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  await world.setUp();
  await world.drain();
  for (let round = 0; round < 10; round++)
    assert.equal((await world.signIn('dana@example.com', 'wrong', { ip: `198.51.100.${round}` })).status, 401);
  const refused = await world.signIn('dana@example.com', password, { ip: '198.51.100.99' });
  assert.deepEqual([refused.status, refused.json.code, refused.headers.get('retry-after')], [429, 'too_many_attempts', '900']);
  await world.restart();
  for (let round = 0; round < 5; round++)
    assert.equal((await world.signIn('dana@example.com', password, { ip: '198.51.100.99' })).status, 429);
  assert.equal((await world.drain()).length, 11);
  world.clock.ms += 15 * minuteMs;
  assert.equal((await world.signIn('dana@example.com', password)).status, 201);
});

test('ten wrong tries close the address for every account; an IPv6 address is its /64; others may go on', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  await world.setUp();
  for (let round = 0; round < 10; round++) await world.signIn(`guess${round}@example.com`, 'wrong', { ip: `2001:db8:1:2::${round}` });
  assert.equal((await world.signIn('dana@example.com', password, { ip: '2001:db8:1:2:ffff::1' })).status, 429);
  assert.equal((await world.signIn('dana@example.com', password, { ip: '2001:db8:1:3::1' })).status, 201);
});

test('parallel tries do not get past the limit, and right ones do not use it up', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  await world.setUp();
  const tries = await Promise.all(
    Array.from({ length: 30 }, (_, n) => world.signIn('dana@example.com', 'wrong', { ip: `203.0.113.${n}` })),
  );
  assert.equal(tries.filter(({ status }) => status === 401).length, 10);
  world.clock.ms += 16 * minuteMs;
  for (let round = 0; round < 25; round++) assert.equal((await world.signIn('dana@example.com', password)).status, 201);
});

test('a session ends after 12 idle hours and after seven days however busy', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const idle = await world.setUp();
  const busy = (await world.signIn('dana@example.com', password)).cookie;
  const hourMs = 60 * minuteMs;
  for (let hours = 0; hours < 7 * 24; hours += 8) {
    assert.equal((await world.call('GET', '/v1/me', { cookie: busy })).status, 200, `after ${hours} hours`);
    world.clock.ms += 8 * hourMs;
    if (hours === 8) assert.equal((await world.call('GET', '/v1/me', { cookie: idle })).status, 401);
  }
  assert.equal((await world.call('GET', '/v1/me', { cookie: busy })).status, 401);
  await world.access.authenticator.removeExpiredSessions();
  assert.equal(
    await world.access.control.sessions.endOfUser((await world.access.control.users.findByEmail('dana@example.com'))?.id ?? '', null),
    0,
  );
});

test('changing the password needs the present one, ends the other sessions and is recorded either way', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const here = await world.setUp();
  const elsewhere = (await world.signIn('dana@example.com', password)).cookie;
  await world.drain();
  const wrong = await world.call('PUT', '/v1/me/password', {
    cookie: here,
    body: { current_password: 'wrong', new_password: 'a new password' },
  });
  assert.deepEqual([wrong.status, wrong.json.code], [403, 'password_wrong']);
  const changed = await world.call('PUT', '/v1/me/password', {
    cookie: here,
    body: { current_password: password, new_password: 'a new password' },
  });
  assert.deepEqual([changed.status, changed.json], [200, { ended_sessions: 1 }]);
  assert.equal((await world.call('GET', '/v1/me', { cookie: here })).status, 200);
  assert.equal((await world.call('GET', '/v1/me', { cookie: elsewhere })).status, 401);
  assert.equal((await world.signIn('dana@example.com', password)).status, 401);
  assert.equal((await world.signIn('dana@example.com', 'a new password')).status, 201);
  assert.deepEqual(
    (await world.drain()).map(({ event, outcome }) => `${event} ${outcome}`),
    ['annals.user.password_change failure', 'annals.user.password_change success', 'auth.login failure', 'auth.login success'],
  );
});

test('no file of control holds a token, a cookie or a password', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  const { token } = (
    await world.call('POST', '/v1/keys', { cookie, body: { name: 'ingest', organisation: 'acme', scopes: ['events:write'] } })
  ).json;
  await world.signIn('dana@example.com', 'Tr0ub4dor&3 is wrong');
  const { id } = (
    await world.call('POST', '/v1/users', {
      cookie,
      body: { email: 'lee@example.com', name: 'Lee', password: 'lees own password', role: 'viewer', organisation: 'acme' },
    })
  ).json.user;
  const reset = (await world.call('POST', `/v1/users/${id}/reset`, { cookie })).json;
  const secrets = [password, token, cookie.split('=')[1] ?? '', 'Tr0ub4dor&3 is wrong', 'lees own password', reset.password];
  for (const name of await readdir(world.directory)) {
    const bytes = await readFile(join(world.directory, name));
    for (const secret of secrets) assert.ok(secret.length > 8 && !bytes.includes(secret), `${name} holds a secret`);
  }
});
