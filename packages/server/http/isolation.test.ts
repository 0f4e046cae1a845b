import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roles } from '@annals/events';
import { openWorld, password } from './test-world.ts';
import type { World } from './test-world.ts';

/** Two organisations, every role in the first; each asker tries every route on his own and on the other. */
interface Stage {
  world: World;
  askers: Record<string, { cookie?: string; key?: string }>;
  ids: Record<'acme' | 'beta', { organisation: string; member: string; key: string; job: string; link: string; archive: string }>;
}

async function openStage(): Promise<Stage> {
  const world = await openWorld({ signInTries: 1_000, archiveEndpoints: ['http://127.0.0.1:9'] });
  const root = { cookie: await world.setUp() };
  const made = async (method: string, path: string, body: unknown) => (await world.call(method, path, { ...root, body })).json;
  await made('POST', '/v1/organisations', { name: 'Beta' });
  const askers: Stage['askers'] = { 'installation admin': root };
  const ids = {} as Stage['ids'];
  for (const slug of ['acme', 'beta'] as const) {
    const organisation = world.access.organisations.find(slug)?.id ?? '';
    const user = async (name: string, role: string) =>
      (await made('POST', '/v1/users', { email: `${name}@${slug}.example`, name, password, organisation, role })).user.id;
    const key = async (name: string, scopes: string[]) => await made('POST', '/v1/keys', { name, organisation, scopes });
    ids[slug] = {
      organisation,
      member: await user('member', 'viewer'),
      key: (await key('spare', ['events:read'])).key.id,
      job: (await made('POST', '/v1/exports', { organisation, format: 'csv' })).export.id,
      link: (await made('POST', '/v1/shares', { organisation, name: 'Failures', expires_at: '2026-12-01T00:00:00Z' })).share.id,
      archive: (await world.call('PUT', '/v1/archives', { ...root, body: { ...archive, organisation } })).json.archive.id,
    };
    if (slug === 'beta') continue;
    for (const role of roles) {
      await user(role, role);
      askers[role] = { cookie: (await world.signIn(`${role}@acme.example`, password)).cookie };
    }
    askers['key of everything'] = {
      key: (
        await key('all', ['events:write', 'events:read', 'events:export', 'ledger:read', 'users:manage', 'keys:manage', 'settings:manage'])
      ).token,
    };
    askers['write key'] = { key: (await key('write', ['events:write'])).token };
  }
  askers['installation write key'] = {
    key: (await made('POST', '/v1/keys', { name: 'installation', organisation: null, scopes: ['events:write'] })).token,
  };
  askers['stranger'] = {};
  askers['wrong key'] = { key: `ann_${'x'.repeat(43)}` };
  await world.drain();
  return { world, askers, ids };
}

const archive = { bucket: 'audit-events', endpoint: 'http://127.0.0.1:9', access_key_id: 'key', secret_access_key: 'secret' };

const routes: Record<string, (id: Stage['ids']['acme']) => [string, string, unknown?]> = {
  'list users': ({ organisation }) => ['GET', `/v1/users?organisation=${organisation}`],
  'create user': ({ organisation }) => [
    'POST',
    '/v1/users',
    { email: `${crypto.randomUUID()}@new.example`, name: 'New', password, organisation, role: 'viewer' },
  ],
  'change role': ({ organisation, member }) => ['PATCH', `/v1/users/${member}`, { organisation, role: 'viewer' }],
  'reset user': ({ member }) => ['POST', `/v1/users/${member}/reset`],
  'list keys': ({ organisation }) => ['GET', `/v1/keys?organisation=${organisation}`],
  'create key': ({ organisation }) => ['POST', '/v1/keys', { name: 'k', organisation, scopes: ['events:read'] }],
  rename: ({ organisation }) => ['PATCH', `/v1/organisations/${organisation}`, { name: 'Renamed' }],
  'revoke key': ({ key }) => ['DELETE', `/v1/keys/${key}`],
  'ask for an export': ({ organisation }) => ['POST', '/v1/exports', { organisation, format: 'csv' }],
  'list exports': ({ organisation }) => ['GET', `/v1/exports?organisation=${organisation}`],
  'read an export': ({ job }) => ['GET', `/v1/exports/${job}`],
  'remove an export': ({ job }) => ['DELETE', `/v1/exports/${job}`],
  'make a share link': ({ organisation }) => [
    'POST',
    '/v1/shares',
    { organisation, name: 'Failures', q: 'outcome:failure', expires_at: '2026-12-01T00:00:00Z' },
  ],
  'list share links': ({ organisation }) => ['GET', `/v1/shares?organisation=${organisation}`],
  'revoke a share link': ({ link }) => ['DELETE', `/v1/shares/${link}`],
  'delete user': ({ member }) => ['DELETE', `/v1/users/${member}`],
  'list archives': ({ organisation }) => ['GET', `/v1/archives?organisation=${organisation}`],
  'put archive': ({ organisation }) => ['PUT', '/v1/archives', { ...archive, organisation }],
  'test archive': ({ organisation }) => ['POST', '/v1/archives/test', { ...archive, organisation }],
  'list archived days': ({ organisation }) => ['GET', `/v1/archives/days?organisation=${organisation}`],
  'archive a day': ({ organisation }) => ['POST', '/v1/archives/days', { organisation, day: '2026-11-23' }],
  'delete archive': ({ archive: id }) => ['DELETE', `/v1/archives/${id}`],
};

const managers = ['installation admin', 'admin', 'key of everything'];
/** What an auditor may do, too. */
const exporting = /export|share/;
const unknowns = ['stranger', 'wrong key'];
const everywhere = ['installation admin', 'installation write key'];

test('roles × routes × own and foreign organisation', async (t) => {
  const names = Object.keys((await probe(t)).askers);
  for (const name of names) {
    await t.test(name, async (each) => {
      const { world, askers, ids } = await openStage();
      each.after(world.close);
      const asker = askers[name] ?? {};
      for (const [route, build] of Object.entries(routes)) {
        const ask = async (target: Stage['ids']['acme']) => {
          const [method, path, body] = build(target);
          return world.call(method, path, { ...asker, ...(body !== undefined && { body }) });
        };
        const unknown = {
          organisation: crypto.randomUUID(),
          member: crypto.randomUUID(),
          key: crypto.randomUUID(),
          job: crypto.randomUUID(),
          link: crypto.randomUUID(),
          archive: crypto.randomUUID(),
        };
        const [own, foreign, nowhere] = [await ask(ids.acme), await ask(ids.beta), await ask(unknown)];
        const where = `${name}: ${route}`;
        if (unknowns.includes(name)) {
          for (const answer of [own, foreign, nowhere]) assert.equal(answer.status, 401, where);
          continue;
        }
        const may = managers.includes(name) || (name === 'auditor' && exporting.test(route));
        assert.ok(may ? own.status < 300 : own.status === 403, `${where}: own ${own.status} ${own.text}`);
        if (everywhere.includes(name)) assert.equal(foreign.status, own.status, `${where}: any organisation alike`);
        else {
          const shape = ({ status, json, headers }: typeof foreign) => ({
            status,
            code: json.code,
            detail: json.detail,
            title: json.title,
            members: Object.keys(json),
            type: headers.get('content-type'),
          });
          assert.equal(foreign.status, 404, `${where}: foreign ${foreign.status} ${foreign.text}`);
          assert.deepEqual(shape(foreign), shape(nowhere), `${where}: foreign answers like one that never existed`);
        }
      }
      for (const event of await world.drain()) {
        if (!everywhere.includes(name))
          assert.notEqual(
            (event as { organisation?: string }).organisation,
            ids.beta.organisation,
            'a foreign try leaves nothing in the other organisation',
          );
      }
    });
  }
});

async function probe(t: { after(close: () => Promise<void>): void }): Promise<Stage> {
  const stage = await openStage();
  t.after(stage.world.close);
  return stage;
}

test('nobody hands on more than he has', async (t) => {
  const { world, askers, ids } = await probe(t);
  const admin = askers['admin'] ?? {};
  const acme = ids.acme.organisation;
  const narrow = (
    await world.call('POST', '/v1/keys', {
      ...admin,
      body: { name: 'narrow', organisation: acme, scopes: ['keys:manage', 'users:manage', 'events:write'] },
    })
  ).json.token;
  const status = async (asker: object, method: string, path: string, body?: unknown) =>
    (await world.call(method, path, { ...asker, ...(body !== undefined && { body }) })).status;
  assert.equal(await status({ key: narrow }, 'POST', '/v1/keys', { name: 'k', organisation: acme, scopes: ['events:read'] }), 403);
  assert.equal(await status({ key: narrow }, 'POST', '/v1/keys', { name: 'k', organisation: acme, scopes: ['events:write'] }), 201);
  assert.equal(
    await status({ key: narrow }, 'POST', '/v1/users', { email: 'x@acme.example', name: 'X', password, organisation: acme, role: 'admin' }),
    403,
  );
  assert.equal(await status({ key: narrow }, 'PATCH', `/v1/users/${ids.acme.member}`, { organisation: acme, role: 'admin' }), 403);
  assert.equal(await status({ key: narrow }, 'POST', `/v1/users/${ids.acme.member}/reset`), 403);
  assert.equal(await status(admin, 'POST', '/v1/keys', { name: 'k', organisation: null, scopes: ['events:write'] }), 403);
  assert.equal(await status(admin, 'POST', '/v1/organisations', { name: 'Gamma' }), 403);
  assert.equal(await status(admin, 'PATCH', `/v1/users/${ids.acme.member}`, { installation_admin: true }), 403);
});

test('the archive of the installation, and its own credentials, are for its administrators', async (t) => {
  const { world, askers } = await probe(t);
  const put = async (asker: object, body: object) => (await world.call('PUT', '/v1/archives', { ...asker, body })).status;
  const [admin, root] = [askers['admin'] ?? {}, askers['installation admin'] ?? {}];
  assert.equal(await put(admin, { ...archive, organisation: null }), 403);
  assert.equal(
    await put(admin, { bucket: 'audit-events', organisation: 'acme' }),
    403,
    'the credentials of the server reach what is not theirs',
  );
  assert.equal(await put(askers['key of everything'] ?? {}, { bucket: 'audit-events', organisation: 'acme' }), 403);
  for (const endpoint of ['http://127.0.0.1:10', 'https://127.0.0.1:9', 'http://169.254.169.254', 'http://127.0.0.1:9@example.com']) {
    const body = { ...archive, endpoint, organisation: 'acme' };
    assert.equal(await put(admin, body), 403, `${endpoint} is a machine that nobody allowed`);
    assert.equal((await world.call('POST', '/v1/archives/test', { ...admin, body })).status, 403);
  }
  assert.equal(await put(admin, { ...archive, endpoint: 'http://127.0.0.1:9/', organisation: 'acme' }), 200);
  assert.equal(await put(root, { ...archive, endpoint: 'http://127.0.0.1:10', organisation: 'acme' }), 200);
  assert.equal(await put(root, { ...archive, organisation: null }), 200);
  assert.equal(await put(root, { bucket: 'audit-events', organisation: 'acme' }), 200);
  const listed = await world.call('GET', '/v1/archives', admin);
  assert.ok(!listed.text.includes('"secret"'));
  const common = (listed.json as unknown as { archives: { id: string; organisation: string | null }[] }).archives.find(
    (one) => one.organisation === null,
  );
  assert.equal((await world.call('DELETE', `/v1/archives/${common?.id}`, admin)).status, 403);
});

test("an installation key is listed to every organisation's admins, without its token, and is not theirs to revoke", async (t) => {
  const { world, askers } = await probe(t);
  const admin = askers['admin'] ?? {};
  const { keys } = (await world.call('GET', '/v1/keys', admin)).json;
  const found = keys.filter(({ organisation }) => organisation === null);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['installation'],
  );
  assert.doesNotMatch(JSON.stringify(keys), /token|hash/);
  assert.equal((await world.call('DELETE', `/v1/keys/${found[0]?.id}`, admin)).status, 403);
});

test('a user of two organisations is deleted from one only, and neither admin can take over the account', async (t) => {
  const { world, askers, ids } = await probe(t);
  const root = askers['installation admin'] ?? {};
  const admin = askers['admin'] ?? {};
  assert.equal(
    (await world.call('PATCH', `/v1/users/${ids.acme.member}`, { ...root, body: { organisation: ids.beta.organisation, role: 'auditor' } }))
      .status,
    204,
  );
  assert.equal((await world.call('POST', `/v1/users/${ids.acme.member}/reset`, admin)).status, 403);
  assert.equal((await world.call('DELETE', `/v1/users/${ids.acme.member}`, admin)).status, 204);
  assert.equal((await world.call('DELETE', `/v1/users/${ids.acme.member}`, admin)).status, 404);
  const signedIn = await world.signIn('member@acme.example', password);
  const me = (await world.call('GET', '/v1/me', { cookie: signedIn.cookie })).json;
  assert.deepEqual(
    me.memberships.map((membership) => [membership.organisation.slug, membership.role]),
    [['beta', 'auditor']],
  );
});
