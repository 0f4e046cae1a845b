import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { assemble, canonicalGroups, exactJson, type RecordedEvent, type StoredRecord } from '@annals/events';
import fc from 'fast-check';
import { anyRecorded } from '../../packages/events/formats/testing.ts';
import { Exporter } from '../../packages/server/exporter.ts';
import { parquetRows } from '../../packages/server/exporter/parquet-rows.ts';
import { parquetColumnNames } from '../../packages/server/index/parquet-columns.ts';
import { openIndex, record, type IndexUnderTest } from '../../packages/server/index/testing.ts';

/** Parquet as the engine writes it, read by DuckDB. */

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const directory = mkdtempSync(join(tmpdir(), 'annals-parquet-'));
const path = join(directory, 'events.parquet');
const count = 3_000;
let index: IndexUnderTest;
let duck: DuckDBConnection;
const events: RecordedEvent[] = [];
const lines: string[] = [];

before(async () => {
  index = await openIndex();
  index.ledger.append(organisation, ...fc.sample(anyRecorded, count).map(stored));
  index.ledger.append('0193a000-bbbb-7000-8000-000000000002', record({ groups: { actor: { id: 'foreign' } } }));
  await index.settle();
  for await (const batch of index.ledger.read(organisation, 0, count))
    for (const [at, line] of batch.lines.entries()) {
      lines.push(line);
      events.push(assemble(exactJson(line) as StoredRecord, organisation, batch.first + at));
    }
  const exporter = new Exporter({ client: index.client, progress: index.progress, ledger: index.ledger, resolveEvent: () => [] });
  const prepared = await exporter.prepare({ organisation, q: '', fromMs: null, toMs: null, order: 'sequence' });
  const chunks: Buffer[] = [];
  for await (const chunk of exporter.parquet(prepared)) chunks.push(Buffer.from(chunk));
  writeFileSync(path, Buffer.concat(chunks));
  duck = await (await DuckDBInstance.create(':memory:')).connect();
});
after(async () => {
  duck.closeSync();
  await index.close();
  rmSync(directory, { recursive: true });
});

function stored(event: RecordedEvent): StoredRecord {
  const groups = Object.entries(canonicalGroups(event)).map(([name, text]) => [name, exactJson(text)]);
  const { category, outcome, occurred_at, actor, targets = [] } = event;
  return record({
    skeleton: {
      actor_type: actor.type,
      category,
      event: event.event,
      outcome,
      occurred_at,
      recorded_by: event.recorded_by,
      target_types: targets.map(({ type }) => type),
    },
    groups: Object.fromEntries(groups) as StoredRecord['groups'],
  });
}

const rows = async (sql: string): Promise<Record<string, unknown>[]> => (await duck.runAndReadAll(sql)).getRowObjectsJson();

test('its columns have types, its rows are those of the organisation, and it says how many', async () => {
  assert.equal(await parquetRows(path), count);
  const described = await rows(`DESCRIBE SELECT * FROM '${path}'`);
  const types = Object.fromEntries(described.map(({ column_name, column_type }) => [String(column_name), String(column_type)]));
  assert.deepEqual(Object.keys(types), parquetColumnNames);
  assert.partialDeepStrictEqual(types, {
    sequence: 'UBIGINT',
    id: 'VARCHAR',
    unlisted: 'BOOLEAN',
    'actor.email': 'VARCHAR',
    'target.id': 'VARCHAR[]',
    line: 'VARCHAR',
  });
  assert.match(types['occurred_at'] ?? '', /^TIMESTAMP/);
  const [sums] = await rows(`SELECT count(*)::INT AS n, count(DISTINCT organisation)::INT AS owners FROM '${path}'`);
  assert.deepEqual(sums, { n: count, owners: 1 });
  const codecs = await rows(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`);
  assert.deepEqual(codecs, [{ compression: 'ZSTD' }]);
});

/** The reader's JavaScript drops a byte order mark at the beginning of a text; in hexadecimal nothing is lost. */
const hex = (text: string | undefined): string =>
  Buffer.from(text ?? '')
    .toString('hex')
    .toUpperCase();

const texts: Record<string, (event: RecordedEvent, at: number) => string | undefined> = {
  id: ({ id }) => id,
  event: ({ event }) => event,
  code: ({ code }) => code,
  label: ({ label }) => label,
  category: ({ category }) => category,
  outcome: ({ outcome }) => outcome,
  error_message: ({ error_message }) => error_message,
  recorded_by: ({ recorded_by }) => recorded_by,
  'actor.type': ({ actor }) => actor.type,
  'actor.id': ({ actor }) => actor.id,
  'actor.name': ({ actor }) => actor.name,
  'actor.email': ({ actor }) => actor.email,
  'actor.client': ({ actor }) => actor.client,
  agent_pool: ({ agent_pool }) => agent_pool,
  'producer.name': ({ producer }) => producer?.name,
  correlation_id: ({ correlation_id }) => correlation_id,
  line: (_, at) => lines[at],
};

test('every value comes back as it was recorded, however hostile', async () => {
  const columns = [
    'sequence::INT AS sequence',
    'unlisted',
    'epoch_ms(occurred_at)::VARCHAR AS occurred',
    'epoch_ms(received_at)::VARCHAR AS received',
    ...Object.keys(texts).map((name) => `hex("${name}") AS "${name}"`),
    ...['type', 'id', 'name'].map((name) => `list_transform("target.${name}", x -> hex(x)) AS "target.${name}"`),
  ];
  const found = await rows(`SELECT ${columns.join(', ')} FROM '${path}' ORDER BY sequence`);
  assert.equal(found.length, events.length);
  for (const [at, row] of found.entries()) {
    const event = events[at]!;
    const { targets = [] } = event;
    assert.deepEqual(row, {
      sequence: event.sequence,
      unlisted: event.unlisted,
      occurred: String(Date.parse(event.occurred_at)),
      received: String(Date.parse(event.received_at)),
      ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, hex(value(event, at))])),
      'target.type': targets.map(({ type }) => hex(type)),
      'target.id': targets.map(({ id }) => hex(id)),
      'target.name': targets.map(({ name }) => hex(name)),
    });
  }
});
