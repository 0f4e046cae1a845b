import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Problem } from './base/problem.ts';
import { EngineClient } from './index/client.ts';
import { openIndex, record, type IndexUnderTest } from './index/testing.ts';
import { Search, type Page, type PageQuestion } from './search.ts';
import { orders, type Order } from './search/windows.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const other = '0193a000-bbbb-7000-8000-000000000002';
let index: IndexUnderTest;
let search: Search;

interface Event {
  id: string;
  sequence: number;
  occurred_at: string;
  organisation: string;
  outcome: string;
}

const dayMs = 86_400_000;
const now = Date.now();
/** Ties, old, new and future instants; most of them in order, as events come. */
const instants = (count: number): string[] => {
  const instant = (at: number): number => {
    if (at % 37 === 5) return 0;
    if (at % 41 === 7) return Date.UTC(2199, 5, 1);
    if (at % 29 === 3) return now - 400 * dayMs;
    return now - (count - Math.floor(at / 3)) * 3_600_000;
  };
  return Array.from({ length: count }, (_, at) => new Date(instant(at)).toISOString());
};

before(async () => {
  index = await openIndex();
  search = new Search({
    client: index.client,
    progress: index.progress,
    ledger: index.ledger,
    resolveEvent: () => [],
    cursorKey: Buffer.alloc(32, 7),
  });
  for (const [at, occurred_at] of instants(260).entries()) {
    const skeleton = { occurred_at, outcome: at % 5 === 0 ? 'failure' : 'success' } as const;
    index.ledger.append(organisation, record({ skeleton }));
    index.ledger.append(other, record({ skeleton }));
  }
  await index.settle();
});
after(() => index.close());

const question = (given: Partial<PageQuestion>): PageQuestion => ({
  organisation,
  q: '',
  fromMs: null,
  toMs: null,
  order: '-sequence',
  limit: 50,
  cursor: null,
  total: false,
  waitFor: null,
  ...given,
});
const eventsOf = (page: Page): Event[] => page.events.map((text) => JSON.parse(text) as Event);

async function model(): Promise<Event[]> {
  const events: Event[] = [];
  for await (const batch of index.ledger.read(organisation, 0, 10_000)) {
    for (const [at, line] of batch.lines.entries())
      events.push({ ...(JSON.parse(line) as { skeleton: Event }).skeleton, sequence: batch.first + at, organisation });
  }
  return events;
}

function sorted(events: Event[], order: Order): number[] {
  const sign = order.startsWith('-') ? -1 : 1;
  const byTime = order.endsWith('occurred_at');
  return events
    .toSorted((a, b) => sign * ((byTime ? Date.parse(a.occurred_at) - Date.parse(b.occurred_at) : 0) || a.sequence - b.sequence))
    .map((event) => event.sequence);
}

test('a page says how far the index goes and how many events there are', async () => {
  const page = await search.find(question({ total: true }));
  assert.deepEqual(page.total, { value: 260, relation: 'exact' });
  assert.deepEqual([page.indexed_to, page.as_of, page.oldest_retained, page.previous], [259, 259, 0, null]);
});

test('four orders: walking by cursor gives each event of the query once, in order, forwards and back', async () => {
  const all = await model();
  const instant = fc.option(fc.constantFrom(...all.map((event) => Date.parse(event.occurred_at))), { nil: null });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...orders),
      fc.integer({ min: 1, max: 120 }),
      fc.constantFrom('', 'outcome:failure', '-outcome:failure'),
      instant,
      instant,
      async (order, limit, q, fromMs, toMs) => {
        const wanted = sorted(
          all.filter((event) => {
            const ms = Date.parse(event.occurred_at);
            return (
              (q === '' || (event.outcome === 'failure') === (q === 'outcome:failure')) &&
              (fromMs === null || ms >= fromMs) &&
              (toMs === null || ms < toMs)
            );
          }),
          order,
        );
        const asked = { order, limit: Math.max(limit, Math.ceil(wanted.length / 8)), q, fromMs, toMs };
        const pages: number[][] = [];
        let page = await search.find(question({ ...asked, total: true }));
        assert.equal(page.total?.value, wanted.length);
        for (;;) {
          pages.push(eventsOf(page).map((event) => event.sequence));
          if (page.next === null) break;
          page = await search.find(question({ ...asked, cursor: page.next }));
        }
        assert.deepEqual(pages.flat(), wanted);
        for (let at = pages.length - 2; at >= 0; at -= 1) {
          assert.notEqual(page.previous, null);
          page = await search.find(question({ ...asked, cursor: page.previous }));
          assert.deepEqual(
            eventsOf(page).map((event) => event.sequence),
            pages[at],
          );
        }
        assert.equal(page.previous, null);
      },
    ),
    { numRuns: 40 },
  );
});

test('pages by occurred_at show what there was at the first page; the newest sequence shows what came since', async () => {
  const first = await search.find(question({ order: '-occurred_at', limit: 10 }));
  index.ledger.append(organisation, record({ skeleton: { occurred_at: new Date(now - dayMs).toISOString() } }));
  await index.settle();
  const second = await search.find(question({ order: '-occurred_at', limit: 1000, cursor: first.next, total: true }));
  assert.equal(second.as_of, 259);
  assert.equal(second.total?.value, 260);
  assert.equal(eventsOf(second).length, 250);
  assert.equal(eventsOf(await search.find(question({ limit: 1 })))[0]?.sequence, 260);
});

test('a cursor that is tampered with, foreign or of another query answers like one that never existed', async () => {
  const { next } = await search.find(question({ limit: 5 }));
  assert.ok(next !== null);
  const tampered = Buffer.from(next, 'base64url');
  tampered[tampered.length - 2] = (tampered.at(-2) ?? 0) ^ 1;
  const foreign = (await search.find(question({ organisation: other, limit: 5 }))).next;
  const problems = new Set<string>();
  for (const given of [
    { cursor: tampered.toString('base64url') },
    { cursor: foreign },
    { cursor: 'x' },
    { cursor: '' },
    { cursor: 'A'.repeat(5000) },
    { cursor: `${next}A` },
    { cursor: next, organisation: other },
    { cursor: next, q: 'outcome:failure' },
    { cursor: next, order: 'sequence' as const },
    { cursor: next, fromMs: 1 },
  ]) {
    await assert.rejects(search.find(question(given)), (error: unknown) => {
      assert.ok(error instanceof Problem);
      problems.add(JSON.stringify(error.body('r')));
      return true;
    });
  }
  assert.equal(problems.size, 1);
  assert.match([...problems][0] ?? '', /cursor_invalid/);
  assert.equal(eventsOf(await search.find(question({ cursor: next, limit: 7 }))).length, 7);
});

test('wait_for waits until the event can be found', async () => {
  const sequence = index.ledger.size(organisation);
  index.ledger.append(organisation, record());
  const waiting = search.find(question({ waitFor: sequence, limit: 1 }));
  await index.settle();
  assert.equal(eventsOf(await waiting)[0]?.sequence, sequence);
});

test('facets count the values of a query', async () => {
  const facets = await search.facets(
    { organisation, q: '-outcome:unknown sequence<260', fromMs: null, toMs: null },
    { field: 'outcome', find: '', limit: 10 },
  );
  assert.deepEqual(facets.values, [
    { value: 'success', count: 208 },
    { value: 'failure', count: 52 },
  ]);
});

test('a histogram counts each event of the query once, in the bucket of its time and zone', async () => {
  const question = { organisation, q: '', fromMs: null, toMs: null };
  const zone = 'Australia/Lord_Howe';
  for (const [fromMs, toMs, q] of [
    [null, null, ''],
    [now - 400 * dayMs - 1, null, ''],
    [now - 10 * dayMs, now, 'outcome:failure'],
    [now - 8 * dayMs, now - 7.5 * dayMs, '-outcome:failure'],
  ] as const) {
    const { edgesMs, counts } = await search.histogram({ ...question, fromMs, toMs, q }, { zone, most: 60 });
    const { events } = await search.find({
      ...question,
      fromMs,
      toMs,
      q,
      order: 'occurred_at',
      limit: 1000,
      cursor: null,
      total: false,
      waitFor: null,
    });
    const model = counts.map(() => ({ success: 0, failure: 0, unknown: 0 }));
    for (const { occurred_at, outcome } of events.map((text) => JSON.parse(text) as Event)) {
      const place = edgesMs.findLastIndex((edge) => edge <= Date.parse(occurred_at));
      model[place]![outcome as 'success'] += 1;
    }
    assert.deepEqual(counts, model);
    assert.ok(events.length > 0 && counts.length <= 60);
  }
  assert.deepEqual((await search.histogram({ ...question, q: 'actor:nobody' }, { zone, most: 60 })).counts, []);
});

test('the limits of a query are those the server is set to', async () => {
  const deps = {
    client: index.client,
    progress: index.progress,
    ledger: index.ledger,
    resolveEvent: () => [],
    cursorKey: new Uint8Array(32),
  };
  const asked = { organisation, fromMs: null, toMs: null };
  const short = new Search({ ...deps, mostQueryBytes: 10 });
  assert.ok((await short.count({ ...asked, q: 'x'.repeat(10) })) >= 0);
  await assert.rejects(short.count({ ...asked, q: 'x'.repeat(11) }), { code: 'query_too_large' });
  const poor = new Search({ ...deps, client: new EngineClient(() => index.engine.endpoint(), { seconds: 30, memoryBytes: 1 }) });
  await assert.rejects(poor.facets({ ...asked, q: '' }, { field: 'actor', find: '', limit: 10 }), { code: 'query_too_expensive' });
});
