import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serve } from '@hono/node-server';
import type { KnownOrganisation, OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal, Scope } from '../access/principal.ts';
import { Exporter } from '../exporter.ts';
import { openIndex, record, uuidOf, type IndexUnderTest } from '../index/testing.ts';
import { Search } from '../search.ts';
import { createApp } from './app.ts';
import { eventsFindRoutes } from './events-find.ts';
import { exportsRoutes } from './exports.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
const known = (id: string, slug: string): KnownOrganisation => ({
  id,
  slug,
  name: slug,
  createdAt: '',
  closedAt: null,
  closed: false,
  builtIn: false,
  deletion: null,
});
const all = [known(a, 'first'), known(b, 'second')];
const organisations = {
  find: (key: string) => all.find(({ id, slug }) => id === key || slug === key) ?? null,
  all: () => all,
} as unknown as OrganisationDirectory;
const principal = (organisation: string, scopes: Scope[] = ['events:read', 'events:export']): Principal => ({
  recordedBy: `key:${organisation}`,
  kind: 'key',
  actor: { type: 'api_key' },
  userId: null,
  installationAdmin: false,
  organisations: [organisation],
  can: (scope, asked) => asked === organisation && scopes.includes(scope),
});
const token = (key: string): string => `ann_${key.padEnd(43, 'x')}`;
const keys = new Map([
  [token('a'), principal(a)],
  [token('b'), principal(b)],
  [token('viewer'), principal(a, ['events:read'])],
]);

let index: IndexUnderTest;
let url: string;
let close: (() => void) | undefined;
const views: string[] = [];
const exports: unknown[] = [];

before(async () => {
  index = await openIndex();
  for (const organisation of [a, b])
    index.ledger.append(
      organisation,
      ...Array.from({ length: 200 }, (_, at) =>
        record({ skeleton: { id: uuidOf((organisation === a ? 1000 : 2000) + at) }, groups: { actor: { id: organisation } } }),
      ),
    );
  await index.settle();
  const deps = {
    client: index.client,
    progress: index.progress,
    ledger: index.ledger,
    resolveEvent: () => [],
    cursorKey: Buffer.alloc(32, 1),
  };
  const app = createApp({
    authenticator: { principal: async (credentials) => keys.get(credentials.token) ?? null },
    log: { error: (fields, message) => console.error(message, fields), info: () => undefined },
    publicUrl: null,
    trustedProxies: [],
    routes: [
      eventsFindRoutes({
        search: new Search(deps),
        ledger: index.ledger,
        organisations,
        limits: { readers: 8 },
        streams: { version: '0', enterpriseNumber: 32_473 },
        recordView: async (_, organisation) => void views.push(organisation),
      }),
      exportsRoutes({
        streams: { exporter: new Exporter(deps), ledger: index.ledger, mostEvents: 100_000, version: '0', enterpriseNumber: 32_473 },
        exportPrefix: 'annals',
        organisations,
        recordExport: async (_, organisation, details) => void exports.push({ organisation, ...details }),
      }),
    ],
  });
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  close = () => void server.close();
});
after(async () => {
  close?.();
  await index.close();
});

const get = (path: string, key = 'a'): Promise<Response> => fetch(url + path, { headers: { authorization: `Bearer ${token(key)}` } });
interface Answer {
  events: { organisation: string; sequence: number }[];
  next: string | null;
  total: unknown;
  code: string;
  position: unknown;
  expected: string[];
}
const json = async (path: string, key = 'a'): Promise<Answer> => (await get(path, key)).json() as Promise<Answer>;

test('a page over HTTP, and the view is on record first', async () => {
  const page = await json('/v1/events?limit=3&total=exact&q=actor.type:user');
  assert.deepEqual(
    page.events.map(({ sequence }) => sequence),
    [199, 198, 197],
  );
  assert.deepEqual(page.total, { value: 200, relation: 'exact' });
  assert.ok(views.includes(a));
});

test('a query that cannot be read names the place and what is allowed', async () => {
  const response = await get(`/v1/events?q=${encodeURIComponent('state~x outcome:nope')}`);
  assert.equal(response.status, 400);
  const problem = (await response.json()) as Answer;
  assert.equal(problem.code, 'query_invalid');
  assert.deepEqual(problem.position, { offset: 16, length: 4 });
  assert.ok(problem.expected.includes('failure'));
  assert.equal((await get('/v1/events?q=a%00b')).status, 400);
  assert.equal((await get(`/v1/events?q=${'a'.repeat(5000)}`)).status, 400);
  for (const wrong of ['limit=0', 'limit=1001', 'order=x', 'from=yesterday', 'nope=1', 'q=a&q=b'])
    assert.equal((await get(`/v1/events?${wrong}`)).status, 400, wrong);
});

test('hostile queries of one key show rows of its organisation or a 400', async () => {
  for (const q of [
    "') OR 1=1 --",
    '"\') OR 1=1 --"',
    `actor:"') OR 1=1 --"`,
    'extra~"\\\\"',
    '-actor:"x\' OR organisation != \'"',
    '\\',
    "'",
    '"',
    '{organisation:UUID}',
    '"{p1:UUID}"',
    `actor.id:${b}`,
    `-actor.id:${a}`,
    'words~"%"',
    b,
  ]) {
    const response = await get(`/v1/events?limit=1000&q=${encodeURIComponent(q)}`);
    assert.ok(response.status === 200 || response.status === 400, q);
    if (response.status === 200) for (const event of ((await response.json()) as Answer).events) assert.equal(event.organisation, a);
  }
});

test('what is another organisation’s answers like nothing', async () => {
  for (const path of [
    `/v1/events?organisation=${b}`,
    '/v1/events?organisation=second',
    `/v1/exports/csv?organisation=${b}`,
    `/v1/events/facets?field=actor&organisation=${b}`,
    `/v1/events/${uuidOf(2000)}?organisation=${b}`,
  ]) {
    const response = await get(path);
    assert.equal(response.status, 404, path);
    assert.ok(!(await response.text()).includes(b));
  }
  const bodies = await Promise.all(
    [uuidOf(2000), uuidOf(999_999), 'x'].map(async (id) => {
      const body = (await (await get(`/v1/events/${id}`)).json()) as { request_id?: string };
      delete body.request_id;
      return JSON.stringify(body);
    }),
  );
  assert.equal(new Set(bodies).size, 1);
  const { next } = await json('/v1/events?limit=5', 'b');
  assert.equal((await json(`/v1/events?limit=5&cursor=${next}`)).code, 'cursor_invalid');
  assert.equal((await get('/v1/exports/csv', 'viewer')).status, 403);
  assert.equal((await get('/v1/events', 'nobody')).status, 401);
});

test('one event with its neighbours', async () => {
  const one = (await (await get(`/v1/events/${uuidOf(1100)}`)).json()) as {
    event: { sequence: number };
    previous_id: string;
    next_id: string;
  };
  assert.deepEqual([one.event.sequence, one.previous_id, one.next_id], [100, uuidOf(1099), uuidOf(1101)]);
  const first = (await (await get(`/v1/events/${uuidOf(1000)}`)).json()) as { previous_id: string | null };
  assert.equal(first.previous_id, null);
});

test('the export is on record, named and whole', async () => {
  const response = await get('/v1/exports/csv?q=sequence%3C50');
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="annals-audit-events-\d{8}T\d{6}Z\.csv"$/);
  const lines = (await response.text()).split('\r\n');
  assert.equal(lines.length, 52);
  assert.equal(response.headers.get('annals-events'), '50');
  assert.deepEqual(exports.at(-1), {
    organisation: a,
    format: 'csv',
    q: 'sequence<50',
    order: '-sequence',
    events: 50,
  });
});

test('200 mixed questions of two keys at once: every row is the asker’s', async () => {
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const [key, organisation] = at % 2 === 0 ? ['a', a] : ['b', b];
      const path = [
        '/v1/events?limit=200',
        '/v1/events?limit=50&order=-occurred_at&q=actor:*',
        '/v1/exports/csv?',
        '/v1/events/facets?field=actor',
        '/v1/events?q=-words~zzz&total=exact',
      ][at % 5];
      const response = await get(path ?? '', key);
      const text = await response.text();
      assert.ok(response.status === 200 || response.status === 503 || response.status === 429, `${response.status} ${text.slice(0, 200)}`);
      assert.ok(!text.includes(organisation === a ? b : a));
      if (response.status === 200) assert.ok(text.includes(organisation));
    }),
  );
});

test('without the engine: 503 with Retry-After, and one event can still be read', async () => {
  process.kill(index.engine.pid ?? 0, 'SIGKILL');
  while (index.engine.endpoint() !== null) await new Promise((resolve) => setTimeout(resolve, 5));
  const responses = await Promise.all(['/v1/events', '/v1/exports/csv', '/v1/events/facets?field=event'].map((path) => get(path)));
  for (const response of responses) {
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get('retry-after')) >= 1);
    assert.equal(((await response.json()) as Answer).code, 'index_unavailable');
  }
  assert.equal((await get(`/v1/events/${uuidOf(1100)}`)).status, 200);
  await index.engine.ready();
  assert.equal((await json('/v1/events?limit=1000')).events.length, 200);
});

interface ScreenAnswer {
  as_of: number | null;
  page: Answer | null;
  total: { value: number } | null;
  histogram: { buckets: { success: number; failure: number; unknown: number }[] } | null;
  facets: { field: string; values: { value: string; count: number }[] }[] | null;
  code: string;
}
const screen = async (query: string, key = 'a'): Promise<ScreenAnswer> =>
  (await get(`/v1/events/screen${query}`, key)).json() as Promise<ScreenAnswer>;

test('a screen has the page, and numbers that agree with it', async () => {
  const whole = await screen('?limit=2&fields=target.type,outcome,actor.id&as_of=149');
  assert.equal(whole.as_of, 149);
  assert.deepEqual(whole.page, {
    ...whole.page,
    events: (await json('/v1/events?limit=2&as_of=149')).events,
    next: whole.page?.next,
    previous: null,
  });
  assert.equal(whole.page?.events[0]?.sequence, 149);
  assert.equal(whole.total?.value, 150);
  const counted = whole.histogram?.buckets.reduce((sum, { success, failure, unknown }) => sum + success + failure + unknown, 0);
  assert.equal(counted, 150);
  assert.deepEqual(
    whole.facets?.map(({ field }) => field),
    ['target.type', 'outcome', 'actor.id'],
  );
  assert.deepEqual(whole.facets?.[2]?.values, [{ value: a, count: 150 }]);
  const next = await screen(`?limit=2&cursor=${encodeURIComponent(whole.page?.next ?? '')}&as_of=149&parts=page,total`);
  assert.equal(next.page?.events[0]?.sequence, 147);
  assert.deepEqual([next.histogram, next.facets], [null, null]);
});

test('later pages by time keep the numbers of the first', async () => {
  const first = await screen('?limit=2&order=-occurred_at&as_of=99');
  const next = await screen(
    `?limit=2&order=-occurred_at&cursor=${encodeURIComponent(first.page?.next ?? '')}&parts=page,total,facets&fields=actor.id`,
  );
  assert.deepEqual([next.as_of, next.total?.value, next.facets?.[0]?.values[0]?.count], [99, 100, 100]);
});

test('a screen is refused like a page: what is foreign, unknown or wrong', async () => {
  assert.equal((await screen(`?organisation=${b}`)).code, 'not_found');
  assert.equal((await screen('?cursor=x')).code, 'cursor_invalid');
  assert.equal((await screen('?parts=page,numbers')).code, 'parameter_invalid');
  assert.equal((await screen('?fields=outcome,outcome')).code, 'parameter_invalid');
  assert.equal((await screen(`?q=${encodeURIComponent('outcome:')}`)).code, 'query_invalid');
  const before = views.length;
  await screen('?parts=total');
  assert.equal(views.length, before + 1);
});

test('values of a field are found by what is typed', async () => {
  const answer = (await (await get(`/v1/events/facets?field=actor.id&find=${a.slice(-6).toUpperCase()}`)).json()) as object;
  assert.deepEqual(answer, { field: 'actor.id', values: [{ value: a, count: 200 }], more: false, as_of: 199 });
});

test('who holds an answer already is told so without the engine, after the view is on record, until something changes', async () => {
  const ask = (path: string, etag?: string, key = 'a'): Promise<Response> =>
    fetch(url + path, { headers: { authorization: `Bearer ${token(key)}`, ...(etag !== undefined && { 'if-none-match': etag }) } });
  for (const path of [
    '/v1/events?limit=3',
    '/v1/events/facets?field=outcome',
    '/v1/events/histogram?zone=UTC',
    '/v1/events/screen?limit=3&fields=outcome',
  ]) {
    // The mark lasts at most a minute, and the minute may turn in between.
    let [etag, status] = ['', 0];
    for (let tries = 0; tries < 2 && status !== 304; tries++) {
      const first = await ask(path);
      await first.arrayBuffer();
      etag = first.headers.get('etag') ?? '';
      assert.deepEqual([first.status, first.headers.get('cache-control')], [200, 'private, no-cache'], path);
      const before = views.length;
      const again = await ask(path, `"other", ${etag}`);
      assert.equal(views.length, before + 1);
      assert.equal(await again.text(), '');
      ({ status } = again);
    }
    assert.equal(status, 304, path);
    assert.equal((await ask(`${path}&q=outcome:failure`, etag)).status, 200, 'another question');
    assert.equal((await ask(path, etag, 'b')).status, 200, 'the same question about another organisation');
    assert.equal((await ask(path, etag, 'nobody')).status, 401);
  }
  const { headers } = await ask('/v1/events?limit=3');
  index.ledger.append(a, record({ skeleton: { id: uuidOf(5000) } }));
  await index.settle();
  const changed = await ask('/v1/events?limit=3', headers.get('etag') ?? '');
  assert.deepEqual([changed.status, ((await changed.json()) as Answer).events[0]?.sequence], [200, 200]);
});
