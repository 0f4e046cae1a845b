import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUpByEnvironment } from '../access/set-up.ts';
import { openWorld, password } from './test-world.ts';

const body = (token: string | null) => ({
  token,
  organisation: { name: 'Acme' },
  user: { email: 'dana@example.com', name: 'Dana', password },
});

test('the link sets up once, signs in, and every act of it is recorded', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  assert.deepEqual((await world.call('GET', '/v1/setup')).json, { needed: true });
  const token = await world.access.setup.open();
  const made = await world.call('POST', '/v1/setup', { body: body(token) });
  assert.equal(made.status, 201);
  assert.equal(made.json.organisation.slug, 'acme');
  const me = await world.call('GET', '/v1/me', { cookie: made.cookie });
  assert.equal(me.json.user.email, 'dana@example.com');
  assert.deepEqual(
    me.json.memberships.map((membership) => [membership.organisation.slug, membership.role]),
    [
      ['annals', 'admin'],
      ['acme', 'admin'],
    ],
  );

  const events = await world.drain();
  assert.deepEqual(
    events.map(({ event, outcome }) => [event, outcome]),
    [
      ['annals.setup', 'success'],
      ['annals.organisation.create', 'success'],
      ['user.create', 'success'],
      ['auth.login', 'success'],
    ],
  );
  for (const event of events)
    assert.partialDeepStrictEqual(event, {
      actor: { type: 'user', email: 'dana@example.com', ip: '192.0.2.7', user_agent: 'world/1', client: 'portal' },
      producer: { name: 'annals' },
    });

  const again = await world.call('POST', '/v1/setup', { body: body(token) });
  assert.deepEqual([again.status, again.json.code], [409, 'setup_done']);
  assert.deepEqual((await world.call('GET', '/v1/setup')).json, { needed: false });
  assert.equal(await world.access.setup.open(), null);
});

test('a wrong, an old and a replaced token open nothing', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const first = await world.access.setup.open();
  const second = await world.access.setup.open();
  for (const token of ['', 'x', first])
    assert.equal((await world.call('POST', '/v1/setup', { body: body(token) })).json.code, 'setup_token_invalid');
  world.clock.ms += 30 * 60_000;
  assert.equal((await world.call('POST', '/v1/setup', { body: body(second) })).json.code, 'setup_token_invalid');
});

test('of parallel setups one wins and leaves one organisation', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const token = await world.access.setup.open();
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.call('POST', '/v1/setup', { body: body(token) })));
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409, 409, 409, 409, 409],
  );
  assert.equal(world.access.organisations.all().length, 2);
});

test('the environment sets up an empty directory, with a key for everything, and only an empty one', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const key = `ann_${'s'.repeat(40)}`;
  const setup = { organisation: 'Acme', email: 'dana@example.com', password, key };
  assert.equal(await setUpByEnvironment(world.access, setup), true);
  assert.equal(await setUpByEnvironment(world.access, { ...setup, email: 'other@example.com' }), false);
  const me = await world.call('GET', '/v1/me', { key });
  assert.deepEqual([me.status, me.json.kind, me.json.memberships.length], [200, 'key', 2]);
  assert.equal((await world.signIn('dana@example.com', password)).status, 201);
  assert.deepEqual(
    (await world.drain()).map(({ event }) => event),
    ['annals.setup', 'annals.organisation.create', 'user.create', 'annals.key.create', 'auth.login'],
  );
  await assert.rejects(
    setUpByEnvironment((await fresh(t)).access, { ...setup, password: 'short' }),
    /ANNALS_SETUP_PASSWORD is not valid: Must have at least 8/,
  );
});

async function fresh(t: { after(close: () => Promise<void>): void }) {
  const world = await openWorld();
  t.after(world.close);
  return world;
}
