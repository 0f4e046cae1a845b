import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { pruneIndex } from './prune.ts';
import { database, eventsTable, tableName } from './schema.ts';
import { LinesLedger, openIndex, record, type IndexUnderTest } from './testing.ts';

const a = '0193a000-aaaa-7000-8000-00000000000a';
const b = '0193a000-bbbb-7000-8000-00000000000b';
const weekMs = 7 * 86_400_000;
const monday = Date.UTC(2026, 0, 5, 12);

const opened: IndexUnderTest[] = [];
afterEach(async () => {
  for (const index of opened.splice(0)) await index.close();
});

async function open(...given: Parameters<typeof openIndex>): Promise<IndexUnderTest> {
  const index = await openIndex(...given);
  opened.push(index);
  return index;
}

/** Forty events a week of each organisation, for four weeks. */
function fourWeeks(): LinesLedger {
  const ledger = new LinesLedger();
  for (let at = 0; at < 160; at++)
    for (const organisation of [a, b])
      ledger.append(
        organisation,
        record({ skeleton: { received_at: new Date(monday + Math.floor(at / 40) * weekMs + at * 1000).toISOString() } }),
      );
  return ledger;
}

async function sequences(index: IndexUnderTest, organisation: string): Promise<number[]> {
  const rows = await index.client.rows({
    columns: 'sequence',
    rest: `FROM ${eventsTable} WHERE organisation = {organisation:UUID} ORDER BY sequence`,
    parameters: { organisation },
  });
  return rows.map(([sequence]) => Number(sequence));
}

/** Rows as they lie on the disk, hidden ones too, by week. */
async function stored(index: IndexUnderTest): Promise<Record<string, number>> {
  const rows = await index.client.rows({
    columns: 'partition, sum(rows)',
    rest: 'FROM system.parts WHERE database = {database:String} AND table = {table:String} AND active GROUP BY partition ORDER BY partition',
    parameters: { database, table: tableName },
  });
  return Object.fromEntries(rows.map(([week, count]) => [String(week), Number(count)]));
}

const from = (first: number, to = 160): number[] => Array.from({ length: to - first }, (_, i) => first + i);

test('weeks of which nothing is left are dropped; of others the rows leave the disk, too', async () => {
  const index = await open(fourWeeks());
  await index.settle();
  assert.deepEqual(Object.values(await stored(index)), [80, 80, 80, 80]);
  index.ledger.remove(a, 0, 60);
  index.ledger.remove(b, 0, 40);
  assert.deepEqual(await pruneIndex(index.client, index.ledger, [a, b]), { partitions: 1, isWhole: true });
  assert.deepEqual(await sequences(index, a), from(60));
  assert.deepEqual(await sequences(index, b), from(40));
  assert.deepEqual(Object.values(await stored(index)), [60, 80, 80], 'hidden rows are gone as well');
});

test('single events go, and those beside them stay', async () => {
  const index = await open(fourWeeks());
  await index.settle();
  const left = from(0).filter((at) => at % 3 !== 1);
  for (const at of from(0)) if (at % 3 === 1) index.ledger.remove(a, at, at + 1);
  assert.deepEqual(await pruneIndex(index.client, index.ledger, [a]), { partitions: 0, isWhole: true });
  assert.deepEqual(await sequences(index, a), left);
  assert.deepEqual(await sequences(index, b), from(0));
});

test('an index is compared with what the ledger still has: removed rows are no damage, rows that came back are removed', async () => {
  const index = await open(fourWeeks());
  await index.settle();
  index.ledger.remove(a, 0, 50);
  index.ledger.remove(a, 70, 75);
  index.ledger.remove(a, 155, 160);
  await index.client.close();
  await index.engine.stop();
  const again = await open(index.ledger, index.dir);
  await again.settle();
  const left = [...from(50, 70), ...from(75, 155)];
  assert.deepEqual(await sequences(again, a), left, 'the crash came before the index was told');
  assert.equal(again.progress.indexedTo(a), 159);
  again.ledger.append(a, record({ skeleton: { received_at: new Date(monday + 4 * weekMs).toISOString() } }));
  await again.settle();
  assert.deepEqual(await sequences(again, a), [...left, 160]);
  const rebuilds = again.rebuilds.length;
  await again.client.close();
  await again.engine.stop();
  const third = await open(again.ledger, again.dir);
  await third.settle();
  assert.equal(third.rebuilds.length, 0, `it is whole as it is; before there were ${rebuilds}`);
  assert.deepEqual(await sequences(third, a), [...left, 160]);
});

test('an organisation of which nothing is left, and an index made anew', async () => {
  const index = await open(fourWeeks());
  await index.settle();
  index.ledger.remove(a, 0, 160);
  index.ledger.remove(b, 10, 150);
  await pruneIndex(index.client, index.ledger, [a, b]);
  assert.deepEqual([await sequences(index, a), await sequences(index, b)], [[], [...from(0, 10), ...from(150)]]);
  const fresh = await open(index.ledger);
  await fresh.settle();
  assert.deepEqual([await sequences(fresh, a), await sequences(fresh, b)], [[], [...from(0, 10), ...from(150)]]);
  assert.equal(fresh.progress.indexedTo(a), 159);
});
