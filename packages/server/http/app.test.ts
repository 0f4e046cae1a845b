import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { openOperatorSocket } from '../access/operator-socket.ts';
import { Problem } from '../base/problem.ts';
import { ClientAddress } from './client-ip.ts';
import { portalRoutes } from './portal.ts';
import { openWorld, password } from './test-world.ts';

test('every answer carries the security headers and its request id; no answer opens the door to other sites', async (t) => {
  const world = await openWorld({
    app: {
      routes: [
        (app) =>
          app.get('/boom', () => {
            throw new Error('secret detail');
          }),
      ],
    },
  });
  t.after(world.close);
  for (const [path, status] of [
    ['/boom', 500],
    ['/v1/nothing', 404],
    ['/', 404],
  ] as const) {
    const answer = await world.call('GET', path, { headers: { origin: 'https://evil.example' } });
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(answer.headers.get('x-request-id'), answer.json.request_id);
  }
  const failed = await world.call('GET', '/boom');
  assert.equal(failed.json.code, 'internal');
  assert.doesNotMatch(failed.text, /secret detail|at .*\.ts/);
  assert.partialDeepStrictEqual(world.logged.at(-1), { request_id: failed.json.request_id });
});

test('a problem says when to come back', async (t) => {
  const world = await openWorld({
    app: {
      routes: [
        (app) =>
          app.get('/full', () => {
            throw new Problem('queue_full', { retryAfterSeconds: 1.2 });
          }),
      ],
    },
  });
  t.after(world.close);
  const answer = await world.call('GET', '/full');
  assert.deepEqual([answer.status, answer.headers.get('retry-after'), answer.json.type], [503, '2', 'urn:annals:error:queue_full']);
});

test('another site cannot act with the cookie; programs and the portal can', async (t) => {
  const world = await openWorld({ app: { publicUrl: 'https://audit.example.com' } });
  t.after(world.close);
  const cookie = await world.setUp();
  const tryWith = async (headers: Record<string, string>) =>
    (await world.call('POST', '/v1/organisations', { cookie, body: { name: 'Beta' }, headers })).status;
  for (const origin of ['https://evil.example', 'null', 'https://audit.example.com.evil.example', 'https://audit.example.com:444', '']) {
    assert.equal(await tryWith({ origin }), 403, origin);
  }
  assert.equal(await tryWith({ 'sec-fetch-site': 'cross-site' }), 403);
  assert.equal(await tryWith({ 'sec-fetch-site': 'same-site' }), 403);
  assert.equal(await tryWith({ origin: 'https://audit.example.com' }), 201);
  assert.equal(await tryWith({ origin: 'http://annals.test' }), 201);
  assert.equal(await tryWith({}), 201);
  assert.equal(
    (await world.signIn('dana@example.com', password, { headers: { origin: 'https://evil.example' } })).json.code,
    'origin_forbidden',
  );
});

test('a proxy is believed when it is listed, hop by hop', () => {
  const none = new ClientAddress([]);
  assert.equal(none.of('192.0.2.1', '1.2.3.4'), '192.0.2.1');
  assert.equal(none.of('::ffff:192.0.2.1', undefined), '192.0.2.1');
  assert.equal(none.of(undefined, '1.2.3.4'), null);
  const listed = new ClientAddress(['10.0.0.0/8', '2001:db8::1']);
  assert.equal(listed.of('10.0.0.1', '203.0.113.9'), '203.0.113.9');
  assert.equal(listed.of('10.0.0.1', '1.1.1.1, 203.0.113.9, 10.2.3.4'), '203.0.113.9');
  assert.equal(listed.of('2001:db8::1', '2001:db8::77'), '2001:db8::77');
  assert.equal(listed.of('192.0.2.1', '203.0.113.9'), '192.0.2.1');
  assert.equal(listed.of('10.0.0.1', 'garbage'), '10.0.0.1');
});

test('what strangers send is refused by name and never breaks anything', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  const good = { email: 'lee@example.com', name: 'Lee', password: 'long enough', organisation: 'acme', role: 'viewer' };
  const cases: [object, string][] = [
    [{ ...good, email: `${'a'.repeat(300)}@example.com` }, '/email'],
    [{ ...good, email: 'lee\u0000@example.com' }, '/email'],
    [{ ...good, email: 'lee\u202e@example.com' }, '/email'],
    [{ ...good, name: 'L\u0000' }, '/name'],
    [{ ...good, name: '' }, '/name'],
    [{ ...good, name: 'x'.repeat(201) }, '/name'],
    [{ ...good, name: 7 }, '/name'],
    [{ ...good, password: 'short' }, '/password'],
    [{ ...good, role: 'root' }, '/role'],
    [{ ...good, installation_admin: true }, '/installation_admin'],
    [{ ...good, 'a/b~c': 1 }, '/a~1b~0c'],
  ];
  for (const [body, pointer] of cases) {
    const answer = await world.call('POST', '/v1/users', { cookie, body });
    assert.deepEqual([answer.status, answer.json.code, answer.json.errors[0]?.pointer], [422, 'validation_failed', pointer]);
  }
  const raw = async (body: string, headers: Record<string, string> = {}) =>
    (await world.call('POST', '/v1/users', { cookie, body, headers })).json.code;
  assert.equal(await raw('{'), 'json_invalid');
  assert.equal(await raw(`{"email":"${'x'.repeat(70_000)}"}`), 'request_too_large');
  assert.equal(await raw('{}', { 'content-type': 'text/plain' }), 'content_type_unsupported');
  assert.equal(await raw('{}', { 'content-encoding': 'gzip' }), 'content_encoding_unsupported');
  assert.equal((await world.call('GET', '/v1/users?organisation=acme&organisation=annals', { cookie })).json.code, 'parameter_invalid');
  assert.equal((await world.call('GET', '/v1/users?sneaky=1', { cookie })).json.errors[0]?.pointer, '/sneaky');
  for (const email of ["' OR 1=1 --", '\u0000', '\ud800', 'Ａ'.repeat(500), 'dаna@example.com'])
    assert.ok([400, 401].includes((await world.signIn(email, 'x')).status), email);
  for (const id of ['%00', "'", '..%2f..', 'x'.repeat(200), '%F0%9F%98%80'])
    assert.equal((await world.call('DELETE', `/v1/users/${id}`, { cookie })).json.code, 'not_found', id);
  for (const key of ['', 'ann_', `ann_${'x'.repeat(43)}`, `ann_${'x'.repeat(9_000)}`])
    assert.equal((await world.call('GET', '/v1/me', { key, cookie })).status, 401, 'a bad key does not fall back to the cookie');
});

test('the portal comes from a fixed map: hashed files for ever, the page for every place in it, nothing else', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'annals-portal-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Annals</title>');
  await writeFile(join(directory, 'assets', 'app-1a2b.js'), 'export {}');
  const code = 'export const a = 1;\n'.repeat(500);
  await writeFile(join(directory, 'assets', 'page-3c4d.js'), code);
  const world = await openWorld({ app: { routes: [await portalRoutes(directory)] } });
  t.after(world.close);
  for (const path of ['/', '/settings/audit-events', '/setup']) {
    const page = await world.call('GET', path);
    assert.deepEqual([page.status, page.headers.get('cache-control'), page.text.includes('<title>Annals')], [200, 'no-cache', true]);
  }
  const script = await world.call('GET', '/assets/app-1a2b.js');
  assert.deepEqual(
    [script.status, script.headers.get('content-type'), script.headers.get('cache-control')],
    [200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  );
  assert.equal(
    (await world.call('GET', '/', { headers: { 'if-none-match': (await world.call('GET', '/')).headers.get('etag') ?? '' } })).status,
    304,
  );
  for (const [accepted, coding, open] of [
    ['gzip, br', 'gzip', gunzipSync],
    ['gzip, br, zstd', 'zstd', zstdDecompressSync],
  ] as const) {
    const packed = await world.app.request('/assets/page-3c4d.js', { headers: { host: 'annals.test', 'accept-encoding': accepted } });
    assert.deepEqual([packed.headers.get('content-encoding'), packed.headers.get('vary')], [coding, 'Accept-Encoding']);
    assert.equal(open(await packed.arrayBuffer()).toString(), code);
  }
  assert.equal((await world.call('GET', '/assets/page-3c4d.js')).text, code);
  for (const path of ['/assets/none.js', '/..%2f..%2fetc%2fpasswd.txt', '/v1/nothing', '/.env'])
    assert.ok(!(await world.call('GET', path)).text.includes('root:'));
  assert.equal((await world.call('GET', '/v1/nothing')).json.code, 'not_found');

  const bare = await openWorld({ app: { routes: [await portalRoutes(join(directory, 'missing'))] } });
  t.after(bare.close);
  assert.match((await bare.call('GET', '/')).text, /portal is not built/);
});

test('the operator resets a password through a socket that only the owner opens', async (t) => {
  const world = await openWorld();
  t.after(world.close);
  const cookie = await world.setUp();
  await world.drain();
  await chmod(world.directory, 0o700);
  const path = join(world.directory, 'operator.sock');
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => void warnings.push(message) };
  const door = await openOperatorSocket(world.access, path, log, async () => ({}));
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  const post = (body: string, target = '/reset') =>
    new Promise<{ status: number; json: { password?: string } }>((resolve, reject) => {
      const sent = request({ socketPath: path, path: target, method: 'POST' }, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (part: string) => {
            text += part;
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }));
      });
      sent.on('error', reject).end(body);
    });
  assert.equal((await post('{"email":"nobody@example.com"}')).status, 404);
  assert.equal((await post('nonsense')).status, 400);
  assert.equal((await post('{}', '/other')).status, 404);
  const { status, json } = await post('{"email":"dana@example.com"}');
  assert.equal(status, 200);
  assert.equal((await world.call('GET', '/v1/me', { cookie })).status, 401);
  assert.equal((await world.signIn('dana@example.com', json.password ?? '')).status, 201);
  assert.deepEqual(
    (await world.drain()).map(({ event, actor }) => [event, actor.type]),
    [
      ['annals.user.reset', 'system'],
      ['auth.login', 'user'],
    ],
  );
  await door?.close();
  assert.equal(await openOperatorSocket(world.access, join(world.directory, 'x'.repeat(120)), log, async () => ({})), null);
  assert.equal(warnings.length, 1);
});
