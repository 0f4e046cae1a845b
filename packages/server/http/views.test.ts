import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { openWorld, password, type CallOptions, type View, type World } from './test-world.ts';

type Asker = Pick<CallOptions, 'cookie' | 'key'>;

/** Acme with an administrator, an auditor and two viewers; Beta with one of its own. */
async function openStage(t: { after(close: () => Promise<void>): void }) {
  const world = await openWorld({ signInTries: 1_000 });
  t.after(world.close);
  const root: Asker = { cookie: await world.setUp() };
  await world.call('POST', '/v1/organisations', { ...root, body: { name: 'Beta' } });
  const person = async (name: string, organisation: string, role: string): Promise<Asker & { id: string }> => {
    const email = `${name}@example.com`;
    const made = await world.call('POST', '/v1/users', { ...root, body: { email, name, password, organisation, role } });
    return { id: made.json.user.id, cookie: (await world.signIn(email, password)).cookie };
  };
  const key = async (organisation: string | null, scopes: string[]): Promise<Asker> => ({
    key: (await world.call('POST', '/v1/keys', { ...root, body: { name: 'k', organisation, scopes } })).json.token,
  });
  const acme = world.access.organisations.find('acme')!.id;
  const askers = {
    root,
    admin: await person('ada', 'acme', 'admin'),
    lee: await person('lee', 'acme', 'viewer'),
    kim: await person('kim', 'acme', 'auditor'),
    stranger: await person('bob', 'beta', 'admin'),
    reader: await key(acme, ['events:read', 'settings:manage']),
    writer: await key(acme, ['events:write']),
  };
  await world.drain();
  return { world, ...askers };
}

const question = { q: 'outcome:failure', range: '7d', columns: ['Date', 'actor.email'], density: 'compact' };
const save = (world: World, asker: Asker, more: object = {}) =>
  world.call('POST', '/v1/views', { ...asker, body: { organisation: 'acme', name: 'Failures', question, ...more } });
const names = async (world: World, asker: Asker): Promise<string[]> =>
  (await world.call('GET', '/v1/views?organisation=acme', asker)).json.views.map(({ name }: View) => name);

test('a private view is its owner’s alone; a shared one is everybody’s who reads the organisation’s events', async (t) => {
  const { world, root, admin, lee, kim, stranger, reader, writer } = await openStage(t);
  const { view: mine } = (await save(world, lee, { name: 'Mine' })).json;
  const { view: ours } = (await save(world, lee, { name: 'Ours', shared: true })).json;
  assert.partialDeepStrictEqual(mine, { shared: false, own: true, may_change: true, owner: 'lee@example.com', question });
  assert.deepEqual(await names(world, lee), ['Mine', 'Ours']);
  for (const asker of [root, admin, kim, reader]) assert.deepEqual(await names(world, asker), ['Ours']);
  assert.equal((await world.call('GET', '/v1/views?organisation=acme', writer)).status, 403);
  const unknown = await world.call('PATCH', `/v1/views/${crypto.randomUUID()}`, { ...lee, body: { name: 'x' } });
  for (const [asker, id] of [
    [root, mine.id],
    [admin, mine.id],
    [kim, mine.id],
    [stranger, mine.id],
    [stranger, ours.id],
  ] as const) {
    for (const [method, body] of [['PATCH', { name: 'x' }], ['DELETE']] as const) {
      const { status, json } = await world.call(method, `/v1/views/${id}`, { ...asker, ...(body && { body }) });
      assert.deepEqual([status, json.code, json.detail], [404, unknown.json.code, unknown.json.detail]);
    }
  }
  const [foreign, nowhere] = await Promise.all(
    ['acme', 'nowhere'].map((organisation) => world.call('GET', `/v1/views?organisation=${organisation}`, stranger)),
  );
  assert.deepEqual([foreign!.status, foreign!.json.detail], [404, nowhere!.json.detail]);
  assert.equal((await save(world, stranger)).status, 404);
  assert.equal((await world.call('PATCH', `/v1/views/${ours.id}`, { ...kim, body: { name: 'x' } })).status, 403);
  assert.equal((await world.call('PATCH', `/v1/views/${ours.id}`, { ...admin, body: { name: 'Renamed' } })).status, 200);
  assert.deepEqual(await names(world, kim), ['Renamed']);
  assert.equal((await world.call('DELETE', `/v1/views/${ours.id}`, admin)).status, 204);
  assert.deepEqual(await names(world, lee), ['Mine']);
});

test('a key makes, changes and removes no view', async (t) => {
  const { world, lee, reader } = await openStage(t);
  const { view } = (await save(world, lee, { shared: true })).json;
  assert.equal((await save(world, reader)).status, 403);
  assert.equal((await world.call('PATCH', `/v1/views/${view.id}`, { ...reader, body: { name: 'x' } })).status, 403);
  assert.equal((await world.call('DELETE', `/v1/views/${view.id}`, reader)).status, 403);
  const listed = (await world.call('GET', '/v1/views', reader)).json.views;
  assert.deepEqual(
    listed.map(({ own, may_change }) => [own, may_change]),
    [[false, false]],
  );
});

test('what only its owner sees is not told to others by the event', async (t) => {
  const { world, lee } = await openStage(t);
  const { view } = (await save(world, lee, { name: 'Suspicion' })).json;
  await world.call('PATCH', `/v1/views/${view.id}`, { ...lee, body: { name: 'Doubt', question: { q: 'actor:secret' } } });
  const { view: other } = (await save(world, lee, { name: 'Fear' })).json;
  await world.call('DELETE', `/v1/views/${other.id}`, lee);
  assert.doesNotMatch(JSON.stringify(await world.drain()), /outcome:failure|secret|Suspicion|Doubt|Fear/);
  await world.call('PATCH', `/v1/views/${view.id}`, { ...lee, body: { shared: true } });
  const [event] = await world.drain();
  assert.deepEqual(event?.changes, [
    { field: 'name', before: null, after: 'Doubt' },
    { field: 'shared', before: false, after: true },
    { field: 'question', before: null, after: { q: 'actor:secret' } },
  ]);
});

test('a question is checked, and each fault has its place', async (t) => {
  const { world, lee } = await openStage(t);
  for (const [wrong, pointer] of [
    [{ question: { q: 'outcome:' } }, '/question/q'],
    [{ question: { q: 'x'.repeat(5_000) } }, '/question/q'],
    [{ question: { colour: 'red' } }, '/question/colour'],
    [{ question: { zone: 'Mars/Base' } }, '/question/zone'],
    [{ question: { range: '0d' } }, '/question/range'],
    [{ question: { range: '7d', from: '2026-11-24' } }, '/question/range'],
    [{ question: { from: 'soon' } }, '/question/from'],
    [{ question: { columns: Array.from({ length: 41 }, String) } }, '/question/columns'],
    [{ question: undefined }, '/question'],
    [{ name: ' ' }, '/name'],
    [{ name: 'x'.repeat(81) }, '/name'],
    [{ owner: 'ada' }, '/owner'],
  ] as const) {
    const { status, json } = await save(world, lee, wrong);
    assert.deepEqual([status, json.errors?.[0]?.pointer], [422, pointer], JSON.stringify(json));
  }
  for (const range of ['15m', '1h', '4w', 'today', 'last_month'])
    assert.equal((await save(world, lee, { question: { range } })).status, 201);
});

test('there is room for a hundred private views of a user', async (t) => {
  const { world, lee, kim } = await openStage(t);
  for (let at = 0; at < 100; at++) assert.equal((await save(world, lee, { name: `View ${at}` })).status, 201);
  assert.equal((await save(world, lee)).json.code, 'views_full');
  assert.equal((await save(world, kim)).status, 201);
  const { view } = (await save(world, lee, { shared: true })).json;
  assert.equal((await world.call('PATCH', `/v1/views/${view.id}`, { ...lee, body: { shared: false } })).json.code, 'views_full');
});

test('of a user who is deleted the shared views stay, and the private ones go', async (t) => {
  const { world, admin, lee, kim } = await openStage(t);
  await save(world, lee, { name: 'Mine' });
  const { view } = (await save(world, lee, { name: 'Ours', shared: true })).json;
  assert.equal((await world.call('DELETE', `/v1/users/${lee.id}`, admin)).status, 204);
  assert.deepEqual(await names(world, kim), ['Ours']);
  const db = new DatabaseSync(`${world.directory}/control.db`, { readOnly: true });
  assert.deepEqual(
    db
      .prepare('SELECT name, owner FROM saved_views')
      .all()
      .map((row) => ({ ...row })),
    [{ name: 'Ours', owner: null }],
  );
  db.close();
  assert.equal((await world.call('PATCH', `/v1/views/${view.id}`, { ...admin, body: { shared: false } })).status, 403);
  assert.equal((await world.call('DELETE', `/v1/views/${view.id}`, admin)).status, 204);
});
