import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@annals/events';
import { call, find, login, post, signIn } from './api.ts';
import { removeData, setupEmail, setupKey, setupPassword, start, temporaryData, type Running } from './server.ts';

const secret = 'hunter2-metadata-password';
const memberPassword = 'a member of staff has this one';

describe('the watcher is watched', () => {
  const data = temporaryData();
  let server: Running;
  let acme: string;
  const tokens: string[] = [setupKey, setupPassword, memberPassword, secret];

  before(async () => {
    server = await start(data);
    const organisations = await call<{ organisations: { id: string; slug: string }[] }>(server, '/v1/organisations');
    acme = organisations.json.organisations.find(({ slug }) => slug === 'acme')!.id;
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('records every act of access with actor and address', async () => {
    assert.equal((await signIn(server, setupEmail, 'wrong password, sorry')).status, 401);
    const admin = await signIn(server, setupEmail, setupPassword);
    assert.equal(admin.status, 201);
    tokens.push(admin.cookie.split('=')[1]!);
    const cookie = admin.cookie;
    const member = { email: 'mo@example.com', name: 'Mo', password: memberPassword, organisation: acme, role: 'auditor' };
    const created = await call<{ user: { id: string } }>(server, '/v1/users', { body: member, cookie });
    assert.equal(created.status, 201, created.text);
    assert.equal((await call(server, '/v1/users', { body: member, cookie })).status, 409);
    const mo = await signIn(server, 'mo@example.com', memberPassword);
    assert.equal(mo.status, 201);
    assert.equal((await call(server, '/v1/users', { body: { ...member, email: 'x@example.com' }, cookie: mo.cookie })).status, 403);
    assert.equal((await call(server, `/v1/users/${created.json.user.id}`, { method: 'DELETE', cookie })).status, 204);
    assert.equal((await call(server, `/v1/organisations/${acme}`, { method: 'PATCH', body: { name: 'Acme Corp' }, cookie })).status, 200);
    const key = await call<{ key: { id: string }; token: string }>(server, '/v1/keys', {
      body: { name: 'ci', organisation: acme, scopes: ['events:write'] },
      cookie,
    });
    assert.equal(key.status, 201, key.text);
    tokens.push(key.json.token);
    assert.equal((await call(server, `/v1/keys/${key.json.key.id}`, { method: 'DELETE', cookie })).status, 204);
    assert.equal((await call(server, '/v1/events', { key: key.json.token })).status, 401);
    assert.equal((await call(server, `/v1/exports/csv?organisation=${acme}`, { cookie })).status, 200);
    assert.equal((await call(server, '/v1/sessions/current', { method: 'DELETE', cookie })).status, 204);

    const events = await ours(server);
    const has = (event: string, outcome: string) =>
      events.filter((found) => found.event === event && found.outcome === outcome && found.actor.type !== 'system');
    for (const [event, outcome] of [
      ['auth.login', 'failure'],
      ['auth.login', 'success'],
      ['user.create', 'success'],
      ['user.create', 'failure'],
      ['user.delete', 'success'],
      ['organisation.rename', 'success'],
      ['annals.key.create', 'success'],
      ['annals.key.revoke', 'success'],
      ['annals.export', 'success'],
      ['auth.logout', 'success'],
    ] as const) {
      const found = has(event, outcome);
      assert.ok(found.length > 0, `${event} ${outcome}`);
      for (const { actor, recorded_by } of found) {
        assert.equal(actor.ip, '127.0.0.1', event);
        assert.ok(actor.id ?? actor.email, event);
        assert.equal(recorded_by, 'server');
      }
    }
    assert.equal(has('user.create', 'success').filter((event) => JSON.stringify(event).includes('mo@example.com')).length, 1);
    const [rename] = has('organisation.rename', 'success');
    assert.deepEqual(rename?.changes, [{ field: 'name', before: 'Acme', after: 'Acme Corp' }]);
  });

  it('folds views, one a principal and quarter of an hour, and no parameter stops it', async () => {
    const { cookie } = await signIn(server, setupEmail, setupPassword);
    tokens.push(cookie.split('=')[1]!);
    const views = async () => (await ours(server)).filter((event) => event.event === 'annals.view' && event.actor.type === 'user').length;
    for (const parameters of ['', '&audit=false', '&no_audit=1', '&limit=1'])
      await call(server, `/v1/events?organisation=${acme}${parameters}`, { cookie });
    const first = await views();
    assert.ok(first >= 1 && first <= 2, `${first} views (two where the quarter turned)`);
    for (let i = 0; i < 5; i++) await call(server, `/v1/events?organisation=${acme}&limit=${i + 1}`, { cookie });
    assert.ok((await views()) - first <= 1);
  });

  it('keeps no secret on disk', async () => {
    await post(
      server,
      login({
        metadata: { user: { password: secret, user_id: '1' } },
        extra: { token: secret },
        changes: [{ field: 'password', before: secret, after: secret }],
      }),
    );
    await sleep(2_500);
    const found = await find(server, { q: 'event:auth.login', limit: 1 });
    assert.ok(!found.text.includes(secret));
    for (const file of filesBelow(data)) {
      const bytes = readFileSync(file);
      for (const token of tokens) assert.ok(!bytes.includes(token), `${file} holds a secret`);
    }
    for (const token of tokens) assert.ok(!server.log().includes(token), 'the log holds a secret');
  });
});

async function ours(server: Running): Promise<RecordedEvent[]> {
  // The outbox drains at once; one own event more shows that everything before it is in.
  await sleep(600);
  const probe = await post(server, login());
  const found = await find(server, { q: 'producer:annals', limit: 500, wait_for: probe.json.receipts[0]!.sequence });
  assert.equal(found.status, 200, found.text);
  return found.json.events;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).size > 0);
}
