import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { RowBinary } from './row-binary.ts';
import { openIndex, type IndexUnderTest } from './testing.ts';

/** The engine itself says what it read. */
let index: IndexUnderTest;
before(async () => {
  index = await openIndex();
  await index.client.command('CREATE DATABASE IF NOT EXISTS annals ENGINE = Atomic');
});
after(() => index.close());

const columns = ['number', 'uuid', 'small', 'address', 'text', 'word', 'list'];

test('the engine reads every value as it was written', async () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ minLength: 126, maxLength: 130 }), fc.constant(''));

  const value = fc.record({
    number: fc.maxSafeNat(),
    uuid: fc.uuid(),
    small: fc.nat(255),
    address: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant(undefined), fc.constant('no address'), fc.constant('fe80::1%eth0')),
    text,
    repeated: fc.constantFrom(1, 1, 1, 50, 700),
    word: text,
    list: fc.array(text, { maxLength: 3 }),
  });
  const rows = fc.sample(value, { numRuns: 1500, seed: 7 });
  const table = 'annals.binary';
  await index.client.command(
    `CREATE TABLE ${table} (number UInt64, uuid UUID, small UInt8, address IPv6, text String, word LowCardinality(String), list Array(LowCardinality(String))) ENGINE = MergeTree ORDER BY tuple()`,
  );
  const out = new RowBinary();
  for (const row of rows) {
    out.row(() => {
      out.uint64(row.number);
      out.uuid(row.uuid);
      out.uint8(row.small);
      out.address(row.address);
      out.string(row.text.repeat(row.repeated));
      out.string(row.word);
      out.strings(row.list);
    });
    // A row that breaks off leaves nothing behind.
    assert.throws(() =>
      out.row(() => {
        out.string('half a row');
        throw new Error('broken off');
      }),
    );
  }
  assert.equal(out.rows, rows.length);
  await index.client.insert(table, columns, out.view());
  const read = await index.client.rows({
    columns: 'number, toString(uuid), small, toString(address), text, word, list',
    rest: `FROM ${table}`,
    parameters: {},
  });
  assert.equal(read.length, rows.length);
  const asSorted = (values: unknown[][]): string[] => values.map((row) => JSON.stringify(row)).sort();
  const canonical = (address: string | undefined): string =>
    address === undefined || address.includes('%') || address.includes(' ')
      ? '::'
      : new URL(`http://${address.includes(':') ? `[${address}]` : `[::ffff:${address}]`}`).hostname.slice(1, -1);
  assert.deepEqual(
    asSorted(read.map((row) => [...row.slice(0, 3), new URL(`http://[${String(row[3])}]`).hostname.slice(1, -1), ...row.slice(4)])),
    asSorted(
      rows.map((row) => [row.number, row.uuid, row.small, canonical(row.address), row.text.repeat(row.repeated), row.word, row.list]),
    ),
  );
});

test('a text that is no UUID is refused', () => {
  const out = new RowBinary();
  for (const text of ['', 'x', '0193a000-aaaa-7000-8000-00000000000g', '0193a000-aaaa-7000-8000-0000000000011'])
    assert.throws(() => out.row(() => out.uuid(text)), TypeError);
  assert.equal(out.bytes, 0);
});
