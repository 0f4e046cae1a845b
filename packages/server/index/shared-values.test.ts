import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assemble, csvValues, exactJson, type StoredRecord } from '@annals/events';
import fc from 'fast-check';
import { Search } from '../search.ts';
import { eventsTable } from './schema.ts';
import { lineWithout } from './shared-values.ts';
import { openIndex, record, uuidOf, type IndexUnderTest } from './testing.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const target = '985cfcdd-ebf1-4a98-930a-06e570063d6b';
const correlation = 'ff75ff6861f70f32';
const del = '\u007f';
let index: IndexUnderTest;
let search: Search;

before(async () => {
  index = await openIndex();
  const { client, progress, ledger } = index;
  search = new Search({ client, progress, ledger, resolveEvent: () => [], cursorKey: new Uint8Array(32) });
});
after(() => index.close());

/** Sequences that a query finds among those from `from` on. */
async function found(q: string, from: number): Promise<number[]> {
  const question = {
    organisation,
    fromMs: null,
    toMs: null,
    order: 'sequence',
    limit: 100,
    cursor: null,
    total: false,
    waitFor: null,
  } as const;
  const { events } = await search.find({ ...question, q: `${q} sequence>${from - 1}` });
  return events.map((text) => (JSON.parse(text) as { sequence: number }).sequence - from);
}

test('the engine gives every line and its Extra data byte for byte, whatever is in it', async () => {
  const id = uuidOf(77_001);
  const at = '2026-11-01T10:00:00.001Z';
  // Whatever may stand where a value or a mark does.
  const text = fc.oneof(
    fc.constantFrom(
      target,
      correlation,
      id,
      at,
      del,
      `${del}t`,
      `${del}i`,
      `"${target}"`,
      `","id":"${id}`,
      ',"skeleton":{',
      `x${target}`,
      '',
      ' ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.uuid(),
  );
  const texts = fc.dictionary(text, text, { maxKeys: 4 });
  const made = fc.record({ target: text, second: text, correlation: text, extra: texts, agent: texts, type: text, sameId: fc.boolean() });
  const from = index.ledger.size(organisation);
  for (const given of fc.sample(made, { numRuns: 1500, seed: 11 })) {
    index.ledger.append(
      organisation,
      record({
        skeleton: { ...(given.sameId ? { id, occurred_at: at } : {}), target_types: [given.type] },
        groups: {
          actor: { id: given.target },
          context: { correlation_id: given.correlation },
          detail: { extra: given.extra, metadata: { agent: given.agent } },
          target: {
            targets: [
              { type: given.type, id: given.target },
              { type: 'agent', id: given.second },
            ],
          },
        },
      }),
    );
  }
  await index.settle();
  const rows = await index.client.rows({
    columns: 'body, extra',
    rest: `FROM ${eventsTable} WHERE sequence >= {from:UInt64} ORDER BY sequence`,
    parameters: { from },
  });
  const expected: unknown[][] = [];
  for await (const { first, lines } of index.ledger.read(organisation, from, index.ledger.size(organisation))) {
    for (const [place, line] of lines.entries())
      expected.push([line, csvValues(assemble(exactJson(line) as StoredRecord, organisation, first + place))[7]]);
  }
  assert.deepEqual(rows, expected);
});

test('what other columns hold is not in the stored line, and every query finds it', async () => {
  const from = index.ledger.size(organisation);
  const id = uuidOf(77_002);
  const like = (extra: Record<string, unknown>): StoredRecord =>
    record({
      skeleton: { id: extra['plain'] === undefined ? uuidOf(77_003) : id, target_types: ['action'] },
      groups: {
        context: { correlation_id: correlation },
        detail: { extra, metadata: { action: { action_id: target, condition: `id == "${target}"` } } },
        target: { targets: [{ type: 'action', id: target }] },
      },
    });
  const [first, marked] = [like({ plain: 'yes', again: correlation, list: [target, 'other'] }), like({ note: `${del}t` })];
  const event = assemble(first, organisation, from);
  const stored = lineWithout(JSON.stringify(first), event);
  for (const value of [`"${target}"`, correlation, id, event.occurred_at, event.received_at]) assert.ok(!stored.includes(value), value);
  index.ledger.append(organisation, first, marked);
  await index.settle();
  for (const [q, sequences] of [
    [target, [0, 1]],
    [target.toUpperCase(), [0, 1]],
    [`${target}x`, []],
    [correlation, [0, 1]],
    [id, [0]],
    [`metadata.action.action_id:${target}`, [0, 1]],
    [`metadata.action.action_id:${target.slice(0, 20)}*`, [0, 1]],
    [`metadata.action.action_id~06E570063d6`, [0, 1]],
    [`extra.again:${correlation}`, [0]],
    [`extra.again~6861f`, [0]],
    [`extra.list:${target}`, [0]],
    [`extra.note:"${del}t"`, [1]],
    [`extra.note:${target}`, []],
    [`extra~${target}`, [0, 1]],
    [`extra~"action_id=${target}"`, [0, 1]],
  ] as const) {
    assert.deepEqual(await found(q, from), sequences, q);
  }
});
