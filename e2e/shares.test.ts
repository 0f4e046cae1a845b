import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, find, login, post, type Answer } from './api.ts';
import { removeData, start, temporaryData, type Running } from './server.ts';

/** Share links and exports between organisations and roles, as a stranger's program meets them. */

interface Made {
  share: { id: string; opened: number };
  token: string;
  path: string;
}
interface Shared {
  share: { name: string; columns: string[] };
  rows: string[][];
  next: string | null;
}

const data = temporaryData();
let server: Running;
const keys: Record<string, string> = {};
const day = 86_400_000;

before(async () => {
  server = await start(data);
  await call(server, '/v1/organisations', { body: { name: 'Beta' } }).then(({ status }) => assert.ok([201, 403].includes(status)));
  for (const organisation of ['acme', 'beta']) {
    for (const [name, scopes] of [
      ['export', ['events:read', 'events:export']],
      ['read', ['events:read']],
    ] as const) {
      const { json, text } = await call<{ token: string }>(server, '/v1/keys', { body: { name, organisation, scopes } });
      assert.ok(json.token, text);
      keys[`${organisation} ${name}`] = json.token;
    }
    const batch = Array.from({ length: 60 }, (_, at) =>
      login({
        outcome: at % 2 === 0 ? 'failure' : 'success',
        error_message: at % 2 === 0 ? 'no' : undefined,
        extra: { of: organisation, at },
      }),
    );
    assert.equal((await post(server, batch, { organisation })).status, 201);
  }
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const { status, json } = await find(server, { organisation: 'beta', q: 'extra.of:beta', limit: 1, total: 'exact' });
    if (status === 200 && json.total?.value === 60) break;
    assert.ok(Date.now() < deadline);
  }
});
after(async () => {
  await server.stop();
  removeData(data);
});

const share = (body: object = {}, key = keys['acme export']!): Promise<Answer<Made>> =>
  call<Made>(server, '/v1/shares', {
    key,
    body: {
      name: 'Failures',
      q: 'event:auth.login outcome:failure',
      columns: ['sequence', 'outcome', 'extra.of', 'leaf_hash'],
      expires_at: new Date(Date.now() + day).toISOString(),
      ...body,
    },
  });

const open = (token: string, query = ''): Promise<Answer<Shared>> =>
  call<Shared>(server, `/v1/shared${query}`, { key: null, headers: { 'annals-share-token': token } });

describe('share links', { timeout: 120_000 }, () => {
  it('shows the rows of its question and nothing else, page by page, without signing in', async () => {
    const made = await share();
    assert.equal(made.status, 201, made.text);
    // Openings are counted by the minute; these are to be in one.
    if (Date.now() % 60_000 > 40_000) await sleep(60_000 - (Date.now() % 60_000));
    assert.match(made.json.token, /^shr_[\w-]{43}$/);
    assert.equal(made.json.path, `/shared#${made.json.token}`);
    const rows: string[][] = [];
    let next: string | null = '';
    for (let page = 0; next !== null; page++) {
      const answer: Answer<Shared> = await open(made.json.token, `?limit=20${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`);
      assert.equal(answer.status, 200, answer.text);
      rows.push(...answer.json.rows);
      next = answer.json.next;
      assert.ok(page < 5);
    }
    assert.equal(rows.length, 30);
    assert.ok(rows.every(([, outcome, of, leaf]) => outcome === 'failure' && of === 'acme' && leaf?.length === 44));
    assert.equal((await open(made.json.token)).status, 200);
    const opened = await find(server, { organisation: 'acme', q: 'event:annals.share.open', limit: 10, wait_for: 1000 });
    assert.equal(opened.json.events.length, 1, 'one opening, however many pages and reloads within a minute');
    assert.partialDeepStrictEqual(opened.json.events[0]?.actor, { type: 'service', id: made.json.share.id, ip: '127.0.0.1' });
  });

  it('is nothing but a hash on disk, and nothing in a list', async () => {
    const { json } = await share();
    await server.stop();
    for (const name of ['control.db', 'control.db-wal'])
      try {
        assert.ok(!readFileSync(join(data, name)).includes(json.token), name);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.includes('ENOENT')) throw error;
      }
    server = await start(data);
    const listed = await call<{ shares: object[] }>(server, '/v1/shares', { key: keys['acme export']! });
    assert.ok(listed.json.shares.length >= 2);
    assert.doesNotMatch(listed.text, /token_hash|"token"/);
    assert.ok(!listed.text.includes(json.token));
  });

  it('unknown, revoked and expired are answered alike', async () => {
    const { json } = await share();
    const stranger = await open(`shr_${'x'.repeat(43)}`);
    const none = await call(server, '/v1/shared', { key: null });
    assert.equal((await call(server, `/v1/shares/${json.share.id}`, { method: 'DELETE', key: keys['acme export']! })).status, 204);
    const revoked = await open(json.token);
    const old = await share();
    await server.stop();
    const db = new DatabaseSync(join(data, 'control.db'));
    db.prepare("UPDATE shares SET expires_at = '2026-01-01T00:00:00.000Z' WHERE id = ?").run(old.json.share.id);
    db.close();
    server = await start(data);
    const expired = await open(old.json.token);
    const asKey = await call(server, '/v1/events?organisation=acme', { key: old.json.token });
    assert.equal(asKey.status, 401, 'a token of a link opens nothing else');
    const shape = ({ status, json: body }: Pick<Answer<unknown>, 'status' | 'json'>) => ({ status, body: { ...body, request_id: '' } });
    for (const answer of [none, revoked, expired]) assert.deepEqual(shape(answer), shape(stranger));
    assert.equal(stranger.status, 404);
  });

  it('is made only by whoever may export, for a while, of a question that can be read', async () => {
    assert.equal((await share({}, keys['acme read'])).status, 403);
    assert.equal((await share({ organisation: 'beta' })).status, 404, 'a foreign organisation is like none');
    assert.equal((await share({ expires_at: new Date(Date.now() - 1000).toISOString() })).json.code, 'validation_failed');
    assert.equal((await share({ expires_at: new Date(Date.now() + 400 * day).toISOString() })).json.code, 'validation_failed');
    assert.equal((await share({ q: 'outcome:' })).json.code, 'query_invalid');
    assert.equal((await share({ columns: ['nonsense'] })).json.code, 'validation_failed');
  });

  it('exports of another organisation are like ones that never were; without the scope there are none', async () => {
    const asked = await call<{ export: { id: string } }>(server, '/v1/exports', { key: keys['beta export']!, body: { format: 'syslog' } });
    assert.equal(asked.status, 202, asked.text);
    const { id } = asked.json.export;
    for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
      const { json } = await call<{ export: { state: string } }>(server, `/v1/exports/${id}`, { key: keys['beta export']! });
      if (json.export.state === 'done') break;
      assert.ok(Date.now() < deadline, JSON.stringify(json));
    }
    for (const path of ['', '/file', '/manifest']) {
      const foreign = await call<{ request_id: string }>(server, `/v1/exports/${id}${path}`, { key: keys['acme export']! });
      const unknown = await call<{ request_id: string }>(server, `/v1/exports/${crypto.randomUUID()}${path}`, {
        key: keys['acme export']!,
      });
      assert.deepEqual({ ...foreign.json, request_id: '' }, { ...unknown.json, request_id: '' });
      assert.equal(foreign.status, 404, path);
      assert.equal((await call(server, `/v1/exports/${id}${path}`, { key: keys['beta read']! })).status, 403, path);
      assert.equal((await call(server, `/v1/exports/${id}${path}`, { key: null })).status, 401, path);
      assert.equal((await call(server, `/v1/exports/${id}${path}`, { key: keys['beta export']! })).status, 200, path);
    }
    const lines = (await call(server, `/v1/exports/${id}/file`, { key: keys['beta export']! })).text.trimEnd().split('\n');
    assert.ok(lines.length >= 60 && lines.every((line) => !/of[^a-z]+acme/.test(line)));
    assert.equal((await call(server, '/v1/exports?organisation=beta', { key: keys['acme export']! })).status, 404);
    assert.equal((await call(server, `/v1/exports/${id}`, { method: 'DELETE', key: keys['acme export']! })).status, 404);
  });

  it('leaves no more than twenty jobs of an organisation waiting', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++)
      statuses.push((await call(server, '/v1/exports', { key: keys['beta export']!, body: { format: 'csv', q: 'extra.of:beta' } })).status);
    assert.ok(statuses.includes(429), statuses.join());
    assert.ok(statuses.every((status) => status === 202 || status === 429));
  });
});
