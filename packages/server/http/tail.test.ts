import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseFilter } from '@annals/events';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../base/problem.ts';
import { LinesLedger, openIndex, record, type IndexUnderTest } from '../index/testing.ts';
import { TailPages } from '../search/tail-pages.ts';
import { TailPlaces } from './tail-places.ts';
import { TailStream } from './tail-stream.ts';

const organisation = '11111111-1111-4111-8111-111111111111';
const principal = { actor: { type: 'api_key', id: 'k' } } as Principal;

/** Keeps lines whose first ones are not retained any more. */
class ShortLedger extends LinesLedger {
  oldest = 0;
  override oldestRetained(): number {
    return this.oldest;
  }
}

let index: IndexUnderTest;
const ledger = new ShortLedger();
const views: string[] = [];
const errors: object[] = [];
let viewFails = 0;
before(async () => {
  index = await openIndex(ledger);
  ledger.append(organisation, ...Array.from({ length: 250 }, () => record()));
  await index.settle();
});
after(() => index.close());

const begin = (after: number, q = ''): TailStream =>
  new TailStream(
    {
      pages: new TailPages({ client: index.client, progress: index.progress, resolveEvent: () => [] }),
      ledger,
      recordView: async (_, asked) => {
        if (viewFails-- > 0) throw new Problem('audit_unavailable', { retryAfterSeconds: 5 });
        views.push(asked);
      },
      log: { error: (fields) => errors.push(fields) },
    },
    { principal, organisation, filter: parseFilter(q), after, requestId: 'r' },
  );
const idsOf = (text: string): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

/** Reads until so many events came. */
async function take(stream: TailStream, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) ids.push(...idsOf((await stream.next()) ?? assert.fail('it ended')));
  return ids;
}

test('below what is retained a gap comes first, with what is missing, and then everything else', async () => {
  ledger.oldest = 100;
  const stream = begin(9);
  assert.equal(await stream.next(), 'id: 99\nevent: gap\ndata: {"from":10,"to":100}\n\n');
  assert.deepEqual(
    await take(stream, 150),
    Array.from({ length: 150 }, (_, i) => 100 + i),
  );
  assert.ok(idsOf((await begin(99).next()) ?? '')[0] === 100, 'the next one to the retained is no gap');
  ledger.oldest = 0;
});

test('pages follow each other without gap or double, and what a slow reader did not take is read again', async () => {
  const stream = begin(-1);
  const ids: number[] = [];
  while (ids.length < 250) {
    ids.push(...idsOf((await stream.next()) ?? assert.fail()));
    assert.equal(stream.tidy(performance.now() + 2_000), true);
  }
  assert.deepEqual(
    ids,
    Array.from({ length: 250 }, (_, i) => i),
  );
  assert.equal(stream.tidy(performance.now() + 61_000), false, 'who takes nothing for a minute is gone');
});

test('nothing is shown before the view is on record', async () => {
  viewFails = 1;
  views.length = 0;
  const stream = begin(248);
  const text = await stream.next();
  assert.deepEqual([idsOf(text ?? ''), views], [[249], [organisation]]);
});

test('the end wakes whoever waits', async () => {
  const stream = begin(249);
  const waiting = stream.next();
  assert.equal(stream.reading, true);
  stream.end();
  assert.equal(await waiting, null);
});

test('what cannot go on says why and ends', async () => {
  const stream = new TailStream(
    {
      pages: { after: () => Promise.reject(new Error('secret cause')) },
      ledger,
      recordView: async () => undefined,
      log: { error: (fields) => errors.push(fields) },
    },
    { principal, organisation, filter: parseFilter(''), after: 0, requestId: 'r-7' },
  );
  const text = (await stream.next()) ?? '';
  assert.match(text, /^event: problem\ndata: \{.*"code":"internal".*"request_id":"r-7"/);
  assert.doesNotMatch(text, /secret/);
  assert.equal(errors.length, 1);
  assert.equal(await stream.next(), null);
});

test('places: exactly so many; whoever holds most gives one to whoever holds less, and only then', () => {
  const places = new TailPlaces(4);
  const ended: string[] = [];
  const take = (at: string, who: string) => places.take({ organisation: at, who }, () => ended.push(`${at} ${who}`));
  for (let i = 0; i < 4; i++) take('a', 'x');
  assert.throws(
    () => take('a', 'x'),
    (error) => error instanceof Problem && error.code === 'too_many_tails',
  );
  take('b', 'z');
  take('a', 'y');
  assert.deepEqual(ended, ['a x', 'a x']);
  assert.equal(places.open, 4);
  take('b', 'z');
  assert.throws(() => take('b', 'z'), Problem, 'two and two are even');
  take('a', 'y');
  assert.deepEqual(ended, ['a x', 'a x', 'a y', 'a x']);
  assert.throws(() => take('a', 'y'), Problem);
  assert.equal(places.open, 4);
});
