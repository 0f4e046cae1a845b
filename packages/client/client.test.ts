import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import { AnnalsClient, AnnalsError, UnreachableError } from './index.ts';

/** A server on loopback that answers as told: what the SDK does must not depend on which server it is. */
async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<AnnalsClient> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => answer(request, body, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return new AnnalsClient({ url: `http://127.0.0.1:${address.port}/`, key: 'ann_test' });
}

const json = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (response: ServerResponse, status: number, code: string, headers: Record<string, string> = {}) =>
  json(
    response,
    status,
    { type: `urn:annals:error:${code}`, title: 'T', status, code, detail: 'D', request_id: 'r-1' },
    { 'content-type': 'application/problem+json', ...headers },
  );
const receipts = { receipts: [], recorded: 1, duplicates: 0, rejected: 0 };

test('events get ids, and a try whose answer was lost is sent again with the same ones', async (t) => {
  const bodies: string[] = [];
  const client = await serve(t, (_, body, response) => {
    bodies.push(body);
    if (bodies.length === 1) response.destroy();
    else json(response, 201, receipts);
  });
  await client.record([
    { event: 'auth.login', actor: { type: 'user' } },
    { id: '0193d6a2-7c1e-7d0b-9a52-0f6f2a5b8a11', event: 'auth.login', actor: { type: 'user' } },
  ]);
  assert.equal(bodies.length, 2);
  assert.equal(bodies[0], bodies[1]);
  const [first, second] = JSON.parse(bodies[0] ?? '') as { id: string }[];
  assert.match(first?.id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  assert.equal(second?.id, '0193d6a2-7c1e-7d0b-9a52-0f6f2a5b8a11');
});

test('a full queue is waited for, a refusal is not repeated', async (t) => {
  let asked = 0;
  const client = await serve(t, (_, _body, response) =>
    ++asked === 1
      ? problem(response, 503, 'queue_full', { 'retry-after': '0' })
      : asked === 2
        ? json(response, 201, receipts)
        : problem(response, 403, 'forbidden'),
  );
  await client.record([{ event: 'x', actor: { type: 'user' } }]);
  assert.equal(asked, 2);
  await assert.rejects(
    client.record([{ event: 'x', actor: { type: 'user' } }]),
    (error) => error instanceof AnnalsError && error.code === 'forbidden' && error.requestId === 'r-1' && error.status === 403,
  );
  assert.equal(asked, 3);
});

test('all rejected is an answer, not an error', async (t) => {
  const client = await serve(t, (_, _body, response) => json(response, 422, { ...receipts, recorded: 0, rejected: 1 }));
  assert.equal((await client.record([{ event: 'x', actor: { type: 'user' } }])).rejected, 1);
});

test('key, parameters and query travel escaped; undefined is left out', async (t) => {
  const asked: (string | undefined)[] = [];
  const client = await serve(t, (request, _body, response) => {
    asked.push(request.url, request.headers.authorization);
    json(response, 200, {});
  });
  await client.get('a/b?c', { organisation: 'x&y' });
  await client.find({ q: 'actor:"a b"', limit: 5, from: undefined });
  assert.deepEqual(asked, [
    '/v1/events/a%2Fb%3Fc?organisation=x%26y',
    'Bearer ann_test',
    '/v1/events?q=actor%3A%22a+b%22&limit=5',
    'Bearer ann_test',
  ]);
});

test('something else at the address, a broken answer and no answer are told apart from problems', async (t) => {
  let asked = 0;
  const client = await serve(t, (_, _body, response) => {
    if (++asked === 1) response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>nginx</h1>');
    else if (asked === 2) response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":');
    else response.destroy();
  });
  for (let i = 0; i < 3; i++) await assert.rejects(client.find({}), UnreachableError);
});

test("an abort is the caller's, not the server's", async (t) => {
  const client = await serve(t, () => undefined);
  await assert.rejects(client.find({}, AbortSignal.timeout(30)), { name: 'TimeoutError' });
});
