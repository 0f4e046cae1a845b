import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '@annals/events';
import { openWorld, password } from './test-world.ts';
import type { World } from './test-world.ts';

interface Scene {
  world: World;
  cookie: string;
  user: string;
  key: string;
  job: string;
  link: string;
  archive: string;
}

/** The world's clock stands in November 2026. */
const share = { organisation: 'acme', name: 'Failures', q: 'outcome:failure', expires_at: '2026-12-01T00:00:00Z' };

const view = { organisation: 'acme', name: 'Failures', question: { q: 'outcome:failure' } };

async function savedView({ world, cookie }: Scene): Promise<string> {
  const { id } = (await world.call('POST', '/v1/views', { cookie, body: view })).json.view;
  await world.drain();
  return id;
}

type Request = [path: string, body?: unknown];

const archive = { bucket: 'audit-events', access_key_id: 'key', secret_access_key: 'secret' };

/** One good call of each changing route. A new route without a line here fails the test below. */
const calls: Record<string, (scene: Scene) => Request | Promise<Request>> = {
  setUp: async ({ world }) => [
    '/v1/setup',
    { token: await world.access.setup.open(), organisation: { name: 'Acme' }, user: { email: 'dana@example.com', name: 'Dana', password } },
  ],
  signIn: () => ['/v1/sessions', { email: 'dana@example.com', password }],
  signOut: () => ['/v1/sessions/current'],
  changePassword: () => ['/v1/me/password', { current_password: password, new_password: 'another password' }],
  createOrganisation: () => ['/v1/organisations', { name: 'Beta' }],
  renameOrganisation: () => ['/v1/organisations/acme', { name: 'Acme Ltd' }],
  createUser: () => ['/v1/users', { email: 'kim@example.com', name: 'Kim', password, organisation: 'acme', role: 'viewer' }],
  changeUser: ({ user }) => [`/v1/users/${user}`, { role: 'auditor', organisation: 'acme' }],
  resetUserPassword: ({ user }) => [`/v1/users/${user}/reset`],
  deleteUser: ({ user }) => [`/v1/users/${user}`],
  createKey: () => ['/v1/keys', { name: 'k', organisation: 'acme', scopes: ['events:write'] }],
  revokeKey: ({ key }) => [`/v1/keys/${key}`],
  createExport: () => ['/v1/exports', { organisation: 'acme', format: 'ndjson' }],
  removeExport: ({ job }) => [`/v1/exports/${job}`],
  createShare: () => ['/v1/shares', share],
  revokeShare: ({ link }) => [`/v1/shares/${link}`],
  createView: () => ['/v1/views', view],
  changeView: async (scene) => [`/v1/views/${await savedView(scene)}`, { name: 'Refused' }],
  removeView: async (scene) => [`/v1/views/${await savedView(scene)}`],
  closeOrganisation: () => ['/v1/organisations/acme/close', { reason: 'they left' }],
  reopenOrganisation: async ({ world, cookie }) => {
    await close(world, cookie);
    return ['/v1/organisations/acme/reopen', { reason: 'they came back' }];
  },
  requestOrganisationDeletion: async (scene) => {
    await close(scene.world, scene.cookie);
    await later(scene, 31);
    return ['/v1/organisations/acme/deletion', { reason: 'they left for good' }];
  },
  confirmOrganisationDeletion: async (scene) => {
    await close(scene.world, scene.cookie);
    const admin = { email: 'kim@example.com', name: 'Kim', password, organisation: 'annals', role: 'admin' };
    const kim = (await scene.world.call('POST', '/v1/users', { cookie: scene.cookie, body: admin })).json.user.id;
    await scene.world.call('PATCH', `/v1/users/${kim}`, { cookie: scene.cookie, body: { installation_admin: true } });
    await later(scene, 31);
    const { cookie } = await scene.world.signIn('kim@example.com', password);
    await scene.world.call('POST', '/v1/organisations/acme/deletion', { cookie, body: { reason: 'they left for good' } });
    await scene.world.drain();
    return ['/v1/organisations/acme/deletion/confirm', { name: 'Acme' }];
  },
  placeHold: () => ['/v1/holds', { organisation: 'acme', name: 'Case 1', q: 'event:auth.login', reason: 'a court asks' }],
  releaseHold: async ({ world, cookie }) => {
    const body = { organisation: 'acme', name: 'Case 1', reason: 'a court asks' };
    const { hold } = (await world.call('POST', '/v1/holds', { cookie, body })).json;
    await world.drain();
    return [`/v1/holds/${hold.id}/release`, { reason: 'settled' }];
  },
  putArchive: () => ['/v1/archives', { ...archive, organisation: null }],
  deleteArchive: ({ archive: id }) => [`/v1/archives/${id}`],
  deliverArchiveDay: () => ['/v1/archives/days', { organisation: 'acme', day: '2026-11-23' }],
};

/** Recorded straight into the ledger, or about a server of others; tried where those are at hand. */
async function close(world: World, cookie: string): Promise<void> {
  await world.call('POST', '/v1/organisations/acme/close', { cookie, body: { reason: 'they left' } });
  await world.drain();
}

/** Days later everybody has to sign in again. */
async function later(scene: Scene, days: number): Promise<void> {
  scene.world.clock.ms += days * 86_400_000;
  scene.cookie = (await scene.world.signIn('dana@example.com', password)).cookie;
  await scene.world.drain();
}

/** Recorded straight into the ledger, and tried where that is at hand. */
const elsewhere = new Set([
  'recordEvents',
  'recordTestEvent',
  'continueLedger',
  'previewRetention',
  'setRetention',
  'undoRetention',
  'confirmRetentionClock',
  'testArchive',
]);

const changing = routes.filter(({ method, id }) => method !== 'get' && !elsewhere.has(id));

test('every changing route is called here', () => {
  assert.deepEqual(changing.map(({ id }) => id).sort(), Object.keys(calls).sort());
});

for (const { id, method, audit } of changing) {
  test(`${id} records its event, with who and from where, in the outbox before the answer`, async (t) => {
    const world = await openWorld();
    t.after(world.close);
    const scene: Scene = { world, cookie: '', user: '', key: '', job: '', link: '', archive: '' };
    if (id !== 'setUp') {
      scene.cookie = await world.setUp();
      const { cookie } = scene;
      scene.user = (
        await world.call('POST', '/v1/users', {
          cookie,
          body: { email: 'lee@example.com', name: 'Lee', password, organisation: 'acme', role: 'viewer' },
        })
      ).json.user.id;
      scene.key = (
        await world.call('POST', '/v1/keys', { cookie, body: { name: 'spare', organisation: 'acme', scopes: ['events:read'] } })
      ).json.key.id;
      scene.job = (await world.call('POST', '/v1/exports', { cookie, body: { organisation: 'acme', format: 'csv' } })).json.export.id;
      scene.link = (await world.call('POST', '/v1/shares', { cookie, body: share })).json.share.id;
      const made = await world.call('PUT', '/v1/archives', { cookie, body: { ...archive, organisation: 'acme' } });
      scene.archive = made.json.archive.id;
      await world.drain();
    }
    const [path, body] = (await calls[id]?.(scene)) ?? [''];
    const answer = await world.call(method.toUpperCase(), path, { cookie: scene.cookie, ...(body !== undefined && { body }) });
    assert.ok(answer.status < 300, answer.text);
    const events = await world.drain();
    const promised = 'event' in audit ? [audit.event, ...(audit.also ?? [])] : [];
    assert.deepEqual([...new Set(events.map(({ event }) => event))], promised);
    for (const event of events) {
      assert.partialDeepStrictEqual(event, {
        outcome: 'success',
        actor: { type: 'user', email: 'dana@example.com', ip: '192.0.2.7', user_agent: 'world/1' },
        producer: { name: 'annals' },
        correlation_id: answer.headers.get('x-request-id'),
      });
    }
  });
}

test('a changing route of a closed organisation changes nothing', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(`${world.directory}/control.db`);
  db.exec("UPDATE organisations SET closed_at = '2026-11-24T10:00:00.000Z' WHERE slug = 'acme'");
  db.close();
  await world.access.organisations.reload();
  for (const id of ['renameOrganisation', 'createUser', 'createKey']) {
    const [path, body] = (await calls[id]?.({ world, cookie, user: '', key: '', job: '', link: '', archive: '' })) ?? [''];
    const route = changing.find((each) => each.id === id);
    assert.equal((await world.call(route?.method.toUpperCase() ?? '', path, { cookie, body })).json.code, 'organisation_closed', id);
  }
});
