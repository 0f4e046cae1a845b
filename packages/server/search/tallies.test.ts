import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { facetFields, type FacetField, printTerm } from '@annals/events';
import fc from 'fast-check';
import type { EngineClient, Select } from '../index/client.ts';
import { openIndex, record, type IndexUnderTest } from '../index/testing.ts';
import { Search } from '../search.ts';
import type { Facet } from './tallies.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
let index: IndexUnderTest;
let search: Search;
let statements: string[] = [];

before(async () => {
  index = await openIndex();
  const client: Pick<EngineClient, 'rows' | 'row'> = {
    rows: (select: Select, signal?: AbortSignal) => {
      statements.push(select.columns);
      return index.client.rows(select, signal);
    },
    row: (select: Select, signal?: AbortSignal) => {
      statements.push(select.columns);
      return index.client.row(select, signal);
    },
  };
  search = new Search({
    client: client as EngineClient,
    progress: index.progress,
    ledger: index.ledger,
    resolveEvent: () => [],
    cursorKey: Buffer.alloc(32, 7),
  });
  for (let at = 0; at < 300; at++) {
    const skeleton = {
      event: ['auth.login', 'agent.remove', 'user.create'][at % 3]!,
      outcome: (['failure', 'success', 'unknown'] as const)[at % 7 === 0 ? 0 : at % 11 === 0 ? 2 : 1],
      actor_type: at % 13 === 0 ? ('system' as const) : ('user' as const),
    };
    const actor = { email: `User${at % 17}@example.com`, id: `id, "${at % 4}"`, ...(at % 5 === 0 ? {} : { client: 'portal' as const }) };
    const net = at % 3 === 0 ? {} : { ip: at % 2 === 0 ? `10.0.0.${at % 9}` : `2001:db8::${at % 9}` };
    const target =
      at % 2 === 0
        ? []
        : [
            { type: 'user', id: `u${at % 20}`, name: 'Ünal *' },
            { type: at % 3 === 0 ? 'user' : 'agent', id: `a${at % 30}` },
          ];
    index.ledger.append(organisation, record({ skeleton, groups: { actor, net, target: { targets: target } } }));
  }
  await index.settle();
});
after(() => index.close());

const queries = ['', 'outcome:failure', '-outcome:success', 'client:portal event:agent.remove', 'actor:user3@example.com', 'actor:nobody'];
const range = { organisation, fromMs: null, toMs: null };
const alone = (q: string, field: FacetField, limit: number, find = ''): Promise<Facet> =>
  search.facets({ ...range, q }, { field, find, limit });

test('numbers that are asked for together are those that each has alone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...queries),
      fc.uniqueArray(fc.constantFrom(...facetFields), { minLength: 0, maxLength: 8 }),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (q, fields, values, total) => {
        const tallies = await search.tallies({ ...range, q }, { fields, values, total });
        assert.equal(tallies.total, total ? await search.count({ ...range, q }) : null);
        assert.deepEqual(tallies.facets, await Promise.all(fields.map((field) => alone(q, field, values))));
      },
    ),
    { numRuns: 25 },
  );
});

test('the term of a value finds as many events as the facet counted', async () => {
  for (const field of facetFields) {
    const { values } = await alone('', field, 1_000);
    for (const { value, count } of values.slice(0, 4)) {
      const q = printTerm({ negated: false, field, operator: ':', values: [{ text: value, prefix: false }] });
      const found = await search.count({ ...range, q });
      // An actor is found by each of his names, and counted under the one that is shown.
      assert.ok(field === 'actor' ? found >= count : found === count, `${q}: ${found}, not ${count}`);
    }
  }
});

test('what is typed finds values that hold it, in any letter case, and says whether there are more', async () => {
  const found = await alone('', 'actor', 3, 'USER1');
  assert.equal(found.more, true);
  assert.equal(found.values.length, 3);
  const every = await alone('', 'actor', 50, 'USER1');
  const names = [1, 10, 11, 12, 13, 14, 15, 16].map((n) => `User${n}@example.com`);
  assert.deepEqual(every.values.map(({ value }) => value).toSorted(), names.toSorted());
  assert.equal(every.more, false);
  assert.deepEqual((await alone('', 'target', 5, 'ünal *')).values, [{ value: 'Ünal *', count: 150 }]);
  for (const hostile of ["'", "%' OR 1=1 --", '{p1:String}', '\\', '\u0000', '🧾'])
    assert.deepEqual((await alone('', 'actor', 5, hostile)).values, [], hostile);
});

test('total and facets of plain columns are one statement', async () => {
  statements = [];
  const { total, facets } = await search.tallies(
    { ...range, q: 'outcome:failure' },
    { fields: ['event', 'outcome', 'actor.type', 'actor'], values: 10, total: true },
  );
  assert.equal(total, 43);
  assert.deepEqual(facets[1], { field: 'outcome', values: [{ value: 'failure', count: 43 }], more: false });
  assert.equal(statements.length, 1);
});

test('nothing above as_of is counted', async () => {
  const question = { ...range, q: '', asOf: 99 };
  assert.equal(await search.count(question), 100);
  const { total, facets } = await search.tallies(question, { fields: ['category'], values: 10, total: true });
  assert.equal(total, 100);
  assert.equal(
    facets[0]!.values.reduce((sum, { count }) => sum + count, 0),
    100,
  );
  const { counts } = await search.histogram(question, { zone: 'UTC', most: 60 });
  assert.equal(
    counts.reduce((sum, { success, failure, unknown }) => sum + success + failure + unknown, 0),
    100,
  );
});

test('another organisation has numbers of its own', async () => {
  const other = { ...range, organisation: '0193a000-bbbb-7000-8000-000000000002', q: '' };
  const tallies = await search.tallies(other, { fields: ['outcome', 'target.type'], values: 10, total: true });
  assert.deepEqual(tallies, {
    total: 0,
    facets: [
      { field: 'outcome', values: [], more: false },
      { field: 'target.type', values: [], more: false },
    ],
  });
});
