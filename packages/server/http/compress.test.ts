import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { createApp } from './app.ts';
import { codingOf } from './compress.ts';

const text = JSON.stringify({ events: Array.from({ length: 50 }, (_, at) => ({ at, label: 'agent remove success' })) });
const app = createApp({
  authenticator: { principal: async () => null },
  log: { error: () => undefined, info: () => undefined },
  publicUrl: null,
  trustedProxies: [],
  routes: [
    (routes) => {
      routes.get('/v1/large', (c) => c.body(text, 200, { 'content-type': 'application/json', etag: 'W/"1"' }));
      routes.get('/v1/small', (c) => c.json({ small: true }));
      routes.get('/v1/stream', (c) => c.body(text, 200, { 'content-type': 'text/event-stream' }));
      routes.get('/v1/file', (c) => c.body(text, 200, { 'content-type': 'application/x-ndjson' }));
      routes.post('/v1/large', (c) => c.body(text, 200, { 'content-type': 'application/json' }));
    },
  ],
});
const ask = async (path: string, coding: string, method = 'GET') => {
  const response = await app.request(path, { method, headers: { host: 'annals.test', 'accept-encoding': coding } });
  return { ...response, headers: response.headers, status: response.status, body: Buffer.from(await response.arrayBuffer()) };
};

test('a large answer is compressed as the client takes it, and nothing else of it changes', async () => {
  const plain = await ask('/v1/large', 'identity');
  assert.equal(plain.body.toString(), text);
  for (const [accepted, coding, open] of [
    ['gzip, deflate, br', 'gzip', gunzipSync],
    ['gzip, deflate, br, zstd', 'zstd', zstdDecompressSync],
  ] as const) {
    const { headers, body } = await ask('/v1/large', accepted);
    assert.equal(headers.get('content-encoding'), coding);
    assert.equal(open(body).toString(), text);
    assert.ok(body.length * 5 < text.length);
    for (const name of ['etag', 'content-type', 'cache-control', 'vary', 'content-security-policy'])
      assert.equal(headers.get(name), plain.headers.get(name), name);
  }
});

test('small answers, streams, files and what was just made pass as they are', async () => {
  assert.equal((await ask('/v1/small', 'gzip')).body.toString(), '{"small":true}');
  for (const [path, method] of [
    ['/v1/small', 'GET'],
    ['/v1/stream', 'GET'],
    ['/v1/file', 'GET'],
    ['/v1/large', 'POST'],
  ] as const)
    assert.equal((await ask(path, 'gzip, zstd', method)).headers.get('content-encoding'), null, path);
});

test('a coding with weight 0 is not taken, and no header breaks the choice', () => {
  assert.equal(codingOf('zstd;q=0, gzip;q=0.5'), 'gzip');
  assert.equal(codingOf('GZIP ; q=0.000'), null);
  assert.equal(codingOf('*'), null);
  assert.equal(codingOf(undefined), null);
  fc.assert(fc.property(fc.string(), (header) => [null, 'gzip', 'zstd'].includes(codingOf(header))));
});
