import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld, password } from './test-world.ts';

const lee = { email: 'lee@example.com', name: 'Lee', password, organisation: 'acme', role: 'viewer' };

test('users: made, refused, changed, deleted; each an event with its outcome; the events stay', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  await world.drain();
  const created = await world.call('POST', '/v1/users', { cookie, body: lee });
  assert.deepEqual([created.status, created.json.user.role], [201, 'viewer']);
  const again = await world.call('POST', '/v1/users', { cookie, body: { ...lee, email: 'LEE@example.com' } });
  assert.deepEqual([again.status, again.json.code], [409, 'email_taken']);
  const { id } = created.json.user;
  const leesCookie = (await world.signIn('lee@example.com', password)).cookie;
  assert.equal((await world.call('PATCH', `/v1/users/${id}`, { cookie, body: { role: 'auditor', organisation: 'acme' } })).status, 204);
  assert.equal((await world.call('DELETE', `/v1/users/${id}`, { cookie })).status, 204);
  assert.equal((await world.call('GET', '/v1/me', { cookie: leesCookie })).status, 401, 'a deleted user is out at once');
  const events = await world.drain();
  assert.deepEqual(
    events.map(({ event, outcome }) => `${event} ${outcome}`),
    ['user.create success', 'user.create failure', 'auth.login success', 'annals.user.role_change success', 'user.delete success'],
  );
  assert.partialDeepStrictEqual(events[1], { error_message: 'The e-mail is taken', metadata: { user: { email: 'LEE@example.com' } } });
  assert.deepEqual(events[3]?.changes, [{ field: 'role', before: 'viewer', after: 'auditor' }]);
  assert.partialDeepStrictEqual(events[4], {
    actor: { email: 'dana@example.com', ip: '192.0.2.7' },
    targets: [{ type: 'user', id, name: 'lee@example.com' }],
  });
});

test('the last admin of an organisation and of the installation cannot go, and the try is recorded', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  const { id } = (await world.call('GET', '/v1/me', { cookie })).json.user;
  await world.drain();
  for (const [method, body] of [
    ['DELETE', undefined],
    ['PATCH', { role: 'viewer', organisation: 'acme' }],
    ['PATCH', { installation_admin: false }],
  ] as const) {
    const answer = await world.call(method, `/v1/users/${id}`, { cookie, ...(body && { body }) });
    assert.deepEqual([answer.status, answer.json.code], [409, 'last_admin']);
  }
  assert.deepEqual(
    (await world.drain()).map(({ event, outcome }) => `${event} ${outcome}`),
    ['user.delete failure', 'annals.user.role_change failure', 'annals.user.role_change failure'],
  );
  const second = (await world.call('POST', '/v1/users', { cookie, body: { ...lee, role: 'admin' } })).json.user.id;
  const both = await Promise.all([
    world.call('DELETE', `/v1/users/${second}`, { cookie }),
    world.call('PATCH', `/v1/users/${id}`, { cookie, body: { role: 'viewer', organisation: 'acme' } }),
  ]);
  assert.deepEqual(
    both.map(({ status }) => status).sort((a, b) => a - b),
    [204, 409],
    'not even two at once',
  );
});

test('renaming keeps the slug and records before and after', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  await world.drain();
  const answer = await world.call('PATCH', '/v1/organisations/acme', { cookie, body: { name: 'Acme Ltd' } });
  assert.partialDeepStrictEqual(answer.json, { organisation: { name: 'Acme Ltd', slug: 'acme' } });
  const [event] = await world.drain();
  assert.partialDeepStrictEqual(event, {
    event: 'organisation.rename',
    outcome: 'success',
    metadata: { user: { email: 'dana@example.com' } },
    changes: [{ field: 'name', before: 'Acme', after: 'Acme Ltd' }],
  });
});

test('a key works until it is revoked, expires or has not the scope; it is shown once', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  await world.drain();
  const make = async (more: object = {}) =>
    (
      await world.call('POST', '/v1/keys', {
        cookie,
        body: { name: 'ingest', organisation: 'acme', scopes: ['events:write', 'events:write'], ...more },
      })
    ).json;
  const { key, token } = await make();
  assert.match(token, /^ann_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(key.scopes, ['events:write']);
  assert.equal((await world.call('GET', '/v1/me', { key: token })).status, 200);
  assert.equal((await world.call('GET', '/v1/keys', { key: token })).status, 403);
  assert.equal((await world.call('DELETE', `/v1/keys/${key.id}`, { cookie })).status, 204);
  assert.equal((await world.call('GET', '/v1/me', { key: token })).status, 401);
  assert.equal((await world.call('DELETE', `/v1/keys/${key.id}`, { cookie })).status, 404);
  const short = await make({ expires_at: '2026-11-24T13:00:00+02:00' });
  assert.equal(short.key.expires_at, '2026-11-24T11:00:00.000Z');
  assert.equal((await world.call('GET', '/v1/me', { key: short.token })).status, 200);
  world.clock.ms += 3_600_000;
  assert.equal((await world.call('GET', '/v1/me', { key: short.token })).status, 401);
  assert.equal((await make({ expires_at: '2026-11-24T11:00:00Z' })).code, 'validation_failed');
  const listed = (await world.call('GET', '/v1/keys', { cookie })).json.keys;
  assert.deepEqual(listed.length, 2);
  assert.deepEqual(
    (await world.drain()).map(({ event, outcome }) => `${event} ${outcome}`),
    ['annals.key.create success', 'annals.key.revoke success', 'annals.key.create success', 'annals.key.create failure'],
  );
});

test('a sign-in of a member of two organisations is seen by both', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  await world.call('POST', '/v1/organisations', { cookie, body: { name: 'Beta' } });
  await world.drain();
  await world.signIn('dana@example.com', 'wrong');
  await world.signIn('dana@example.com', password);
  const seen = (await world.drain()).map(
    (event) => `${event.outcome} ${world.access.organisations.find((event as { organisation?: string }).organisation ?? '')?.slug}`,
  );
  assert.deepEqual(seen.sort(), ['failure acme', 'failure beta', 'success acme', 'success beta']);
});
