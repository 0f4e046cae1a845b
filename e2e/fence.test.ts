import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { call, find, login, post } from './api.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

const hostile = [
  "'",
  '"',
  '\\',
  "') OR 1=1 --",
  "\\'; DROP TABLE events; --",
  '\u0000',
  '{organisation:String}',
  '%',
  '_',
  '*',
  "extra~\"') OR organisation != ''\"",
  'actor:*',
  '-actor:nobody',
  '\u202e',
  'event:auth.login,*',
];

describe('two organisations, one installation', () => {
  const data = temporaryData();
  let server: Running;
  let keyB: string;
  let organisationB: string;
  let eventOfA: string;
  let cursorOfA: string;
  const secretOfA = 'only-in-acme-7f3a';
  const secretOfB = 'only-in-beta-91c0';

  before(async () => {
    server = await start(data);
    const made = await call<{ organisation: { id: string } }>(server, '/v1/organisations', { body: { name: 'Beta' } });
    assert.equal(made.status, 201, made.text);
    organisationB = made.json.organisation.id;
    const key = await call<{ token: string }>(server, '/v1/keys', {
      body: { name: 'b', organisation: organisationB, scopes: ['events:write', 'events:read', 'events:export'] },
    });
    assert.equal(key.status, 201, key.text);
    keyB = key.json.token;
    const a = await post(
      server,
      Array.from({ length: 120 }, (_, i) =>
        login({ actor: { type: 'user', email: `${secretOfA}-${i}@a.example` }, extra: { note: secretOfA } }),
      ),
    );
    eventOfA = a.json.receipts[0]!.id;
    const b = await post(
      server,
      Array.from({ length: 120 }, (_, i) =>
        login({ actor: { type: 'user', email: `${secretOfB}-${i}@b.example` }, extra: { note: secretOfB } }),
      ),
      { key: keyB, organisation: '' },
    );
    assert.equal(b.status, 201, b.text);
    await find(server, { wait_for: a.json.receipts[119]!.sequence, limit: 1 });
    await call(server, `/v1/events?wait_for=${b.json.receipts[119]!.sequence}&limit=1`, { key: keyB });
    cursorOfA = (await find(server, { limit: 5 })).json.next!;
    assert.ok(cursorOfA);
  });
  after(async () => {
    await server.stop();
    removeData(data);
  });

  it('answers a foreign id, organisation, cursor or export like one that never existed', async () => {
    const strip = (text: string) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
    const foreign = await call(server, `/v1/events/${eventOfA}`, { key: keyB });
    const never = await call(server, '/v1/events/01890000-0000-7000-8000-000000000000', { key: keyB });
    assert.equal(foreign.status, 404);
    assert.equal(strip(foreign.text), strip(never.text));
    for (const path of [
      '/v1/events?organisation=acme',
      '/v1/exports/csv?organisation=acme',
      `/v1/events/${eventOfA}?organisation=acme`,
      '/v1/ledger/checkpoint?organisation=acme',
    ]) {
      const asked = await call(server, path, { key: keyB });
      const unknown = await call(server, path.replace('acme', 'never-was'), { key: keyB });
      assert.ok([403, 404, 422].includes(asked.status), `${path}: ${asked.status}`);
      assert.equal(strip(asked.text.replaceAll('acme', 'X')), strip(unknown.text.replaceAll('never-was', 'X')), path);
      assert.ok(!asked.text.includes(secretOfA));
    }
    const cursor = await call(server, `/v1/events?limit=5&cursor=${encodeURIComponent(cursorOfA)}`, { key: keyB });
    const forged = await call(server, '/v1/events?limit=5&cursor=AAAA', { key: keyB });
    assert.equal(cursor.status, 400);
    assert.equal(strip(cursor.text), strip(forged.text));
    const written = await post(server, login(), { key: keyB, organisation: 'acme' });
    assert.equal(written.status, 422);
    assert.equal(written.json.receipts[0]!.problem.code, 'organisation_unknown');
    assert.equal(
      (await call(server, `/v1/organisations/${organisationB}`, { method: 'PATCH', key: keyB, body: { name: 'X' } })).status,
      403,
    );
  });

  it('gives only own rows or 400 to hostile queries, 200 at once, with clients that hang up', async () => {
    const asks = Array.from({ length: 200 }, async (_, i) => {
      const own =
        i % 2 === 0
          ? { key: keyB, mine: secretOfB, theirs: secretOfA, organisation: '' }
          : { key: undefined, mine: secretOfA, theirs: secretOfB, organisation: '&organisation=acme' };
      const q = hostile[i % hostile.length]!;
      const path = i % 5 === 0 ? '/v1/exports/csv' : '/v1/events';
      const url = `${path}?q=${encodeURIComponent(q)}${own.organisation}&total=exact`;
      if (i % 7 === 0) {
        await fetch(`${server.url}${url}`, {
          headers: own.key ? { authorization: `Bearer ${own.key}` } : {},
          signal: AbortSignal.timeout(3),
        }).catch(() => null);
        return;
      }
      const answer = await call(server, url, own.key ? { key: own.key } : {});
      assert.ok([200, 400, 429, 503].includes(answer.status), `${q}: ${answer.status} ${answer.text}`);
      assert.ok(!answer.text.includes(own.theirs), `${q} showed the other organisation`);
    });
    await Promise.all(asks);
    const calm = await call<{ total: { value: number } }>(server, `/v1/events?q=${encodeURIComponent(`extra~${secretOfB}`)}&total=exact`, {
      key: keyB,
    });
    assert.equal(calm.json.total.value, 120);
  });
});
