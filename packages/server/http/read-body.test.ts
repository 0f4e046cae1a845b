import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { BodyBudget } from './body-budget.ts';
import type { AppContext } from './context.ts';
import { readBody } from './read-body.ts';

const chunkBytes = 64 * 1024;

function sending(chunks: number): { c: AppContext; incoming: Readable } {
  const incoming = Readable.from(
    Array.from({ length: chunks }, () => Buffer.alloc(chunkBytes)),
    { objectMode: false },
  );
  return { incoming, c: { env: { incoming }, req: { header: () => undefined } } as unknown as AppContext };
}

test('a body that finds no room passes to its end, holding nothing, before it is refused', async () => {
  const budget = new BodyBudget(4 * chunkBytes);
  const other = budget.open('another sender');
  other.take(chunkBytes);
  const share = budget.open('this sender');
  const { c, incoming } = sending(20);
  await assert.rejects(readBody(c, 100 * chunkBytes, share), { code: 'queue_full' });
  assert.equal(incoming.readableEnded, true);
  assert.equal(budget.heldBytes, chunkBytes);
});

test('a body beyond the limit is refused at once', async () => {
  const { c, incoming } = sending(20);
  await assert.rejects(readBody(c, 3 * chunkBytes, new BodyBudget(1e9).open('a')), { code: 'request_too_large' });
  assert.equal(incoming.readableEnded, false);
});
