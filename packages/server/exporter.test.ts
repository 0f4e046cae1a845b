import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assemble, csvHeader, csvRow, exactJson, type StoredRecord } from '@annals/events';
import { Exporter, type ExportQuestion } from './exporter.ts';
import { EngineLied } from './index/engine-errors.ts';
import { openIndex, record, type IndexUnderTest } from './index/testing.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const other = '0193a000-bbbb-7000-8000-000000000002';
const strange = ['=1+1', '+1', '-1', '@x', '\t=1', 'a,"b"', 'line\r\nbreak', "it's", '\\', 'é😀', '\u0001', ''];
let index: IndexUnderTest;
let exporter: Exporter;

before(async () => {
  index = await openIndex();
  exporter = new Exporter({ client: index.client, progress: index.progress, ledger: index.ledger, resolveEvent: () => [] });
  for (let at = 0; at < 3000; at += 1) {
    const value = strange[at % strange.length] ?? '';
    const made = record({
      skeleton: {
        event: at % 2 === 0 ? 'auth.login' : 'action.create',
        outcome: at % 3 === 0 ? 'failure' : 'success',
        occurred_at: new Date(Date.UTC(2026, 0, 1) + (at % 7) * 1000).toISOString(),
      },
      groups: { actor: { email: value, id: `${at}` }, detail: { agent_pool: value, extra: { [value]: value } } },
    });
    index.ledger.append(organisation, made);
    index.ledger.append(other, record({ groups: { actor: { id: 'foreign' } } }));
  }
  await index.settle();
});
after(() => index.close());

const question = (given: Partial<ExportQuestion> = {}): ExportQuestion => ({
  organisation,
  q: '',
  fromMs: null,
  toMs: null,
  order: 'sequence',
  ...given,
});

async function csvOf(given: Partial<ExportQuestion> = {}): Promise<{ text: string; events: number }> {
  const prepared = await exporter.prepare(question(given));
  const chunks: Buffer[] = [];
  for await (const chunk of exporter.csv(prepared)) chunks.push(Buffer.from(chunk));
  return { text: Buffer.concat(chunks).toString(), events: prepared.events };
}

test('an index that lacks events of the ledger is refused, not exported', async () => {
  const behind = { size: (asked: string) => index.ledger.size(asked) + 1 };
  const progress = {
    whenOpen: () => index.progress.whenOpen(1),
    waitFor: () => Promise.resolve(),
    indexedTo: (asked: string) => index.progress.indexedTo(asked),
  };
  const late = new Exporter({ client: index.client, progress, ledger: behind, resolveEvent: () => [] });
  await assert.rejects(late.prepare(question()), /3000 of 3001 events/);
});

test('the file is the header and the line of each event, byte for byte', async () => {
  const { text, events } = await csvOf();
  let expected = csvHeader;
  for await (const batch of index.ledger.read(organisation, 0, 3000)) {
    for (const [at, line] of batch.lines.entries())
      expected += csvRow(assemble(exactJson(line) as StoredRecord, organisation, batch.first + at));
  }
  assert.equal(events, 3000);
  assert.equal(text, expected);
});

test('a filter, in the order of the table; nothing of another organisation', async () => {
  const { text, events } = await csvOf({ q: 'outcome:failure actor.id:*', order: '-occurred_at', toMs: Date.UTC(2026, 0, 1) + 3000 });
  const ids = [...text.matchAll(/,"(0193a000-[0-9a-f-]+)",/g)].map((match) => match[1]);
  assert.equal(ids.length, events);
  const wanted = Array.from({ length: 3000 }, (_, at) => at)
    .filter((at) => at % 3 === 0 && at % 7 < 3)
    .toSorted((x, y) => (y % 7) - (x % 7) || y - x);
  assert.equal(ids.length, wanted.length);
  assert.ok(!text.includes('foreign'));
  const dates = [...text.matchAll(/^"(2026-[^"]+)",/gm)].map((match) => match[1] ?? '');
  assert.deepEqual(dates, dates.toSorted().reverse());
});

test('an export that does not have the rows it was to have is an error', async () => {
  const prepared = await exporter.prepare(question());
  await assert.rejects(async () => {
    for await (const chunk of exporter.csv({ ...prepared, events: 3001 })) void chunk;
  }, EngineLied);
});

test('who stops reading stops the engine', async () => {
  const stop = new AbortController();
  const prepared = await exporter.prepare(question());
  const reading = exporter.csv(prepared, stop.signal);
  await reading.next();
  await reading.next();
  stop.abort();
  await assert.rejects(async () => {
    for await (const chunk of reading) void chunk;
  });
  assert.equal((await csvOf({ q: 'sequence<5' })).events, 5);
});
