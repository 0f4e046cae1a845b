import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { AnnalsClient, AnnalsError } from './index.ts';
import { messagesOf } from './server-sent.ts';

async function serve(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<AnnalsClient> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return new AnnalsClient({ url: `http://127.0.0.1:${address.port}`, key: 'ann_test' });
}

const stream = (response: ServerResponse, text: string, headers: Record<string, string> = {}) =>
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers }).write(text);

test('a tail that breaks goes on behind the last event, and behind its beginning when there was none', async (t) => {
  const asked: (string | undefined)[] = [];
  const client = await serve(t, (request, response) => {
    asked.push(request.headers['last-event-id'] as string | undefined);
    if (asked.length === 1) stream(response, ': tail\n\n', { 'annals-after': '6' });
    if (asked.length === 2) stream(response, 'id: 7\ndata: {"sequence":7}\n\nid: 8\ndata: {"sequ');
    if (asked.length === 3)
      response
        .writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' })
        .write(JSON.stringify({ code: 'index_unavailable', status: 503, title: 'T', detail: 'D', request_id: 'r' }));
    if (asked.length === 4) stream(response, 'id: 9\nevent: gap\ndata: {"from":8,"to":10}\n\nid: 10\ndata: {"sequence":10}\n\n');
    if (asked.length < 4) setTimeout(() => (asked.length === 2 ? response.destroy() : response.end()), 20);
  });
  const gaps: unknown[] = [];
  const seen: number[] = [];
  for await (const { sequence } of client.tail({}, { onGap: (gap) => gaps.push(gap) })) {
    seen.push(sequence);
    if (sequence === 10) break;
  }
  assert.deepEqual(seen, [7, 10]);
  assert.deepEqual(gaps, [{ from: 8, to: 10 }]);
  assert.deepEqual(asked, [undefined, '6', '7', '7']);
});

test('what waiting cannot help is thrown, and the signal ends it', async (t) => {
  const client = await serve(t, (request, response) => {
    if (request.url?.includes('bad'))
      stream(response, 'event: problem\ndata: {"code":"query_too_expensive","status":422,"title":"T","detail":"D","request_id":"r"}\n\n', {
        'annals-after': '1',
      });
    else stream(response, ': tail\n\n', { 'annals-after': '1' });
  });
  await assert.rejects(client.tail({ q: 'bad' }).next(), (error) => error instanceof AnnalsError && error.code === 'query_too_expensive');
  const stop = new AbortController();
  const waiting = client.tail({}, { signal: stop.signal }).next();
  setTimeout(() => stop.abort(), 50);
  assert.deepEqual(await waiting, { done: true, value: undefined });
});

test('messages are the same however the stream is cut', async () => {
  const text = ': hi\r\nid: 1\r\ndata: {"a":"ß€😀"}\r\n\r\nid: 2\nevent: gap\ndata: x\ndata: y\n\ndata\n\nid: 3\n\nid: 4\ndata: cut off';
  const bytes = new TextEncoder().encode(text);
  const wanted = [
    { id: '1', event: 'message', data: '{"a":"ß€😀"}' },
    { id: '2', event: 'gap', data: 'x\ny' },
    { id: '2', event: 'message', data: '' },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 }), async (sizes) => {
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      let from = 0;
      for (const size of [...sizes, bytes.length]) {
        if (from < bytes.length) chunks.push(bytes.slice(from, from + size));
        from += size;
      }
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
      });
      const messages = [];
      for await (const message of messagesOf(new Response(body))) messages.push(message);
      assert.deepEqual(messages, wanted);
    }),
    { numRuns: 100 },
  );
});
