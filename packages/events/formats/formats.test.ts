import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { exactJson } from '../event/exact-json.ts';
import type { RecordedEvent } from '../event/types.ts';
import { excelCellUnits } from './csv-profiles.ts';
import { chooseColumns, exportColumns, pageColumns } from './export-columns.ts';
import { lineFormatNames, lineFormats } from './formats.ts';
import { FormatOptionError } from './line-format.ts';
import { anyRecorded } from './testing.ts';

const [event] = fc.sample(anyRecorded, { numRuns: 1, seed: 7 }) as [RecordedEvent];
const cellsOf = (line: string): string[] =>
  [...line.replace(/\r\n$/, '').matchAll(/"((?:[^"]|"")*)"(?:,|$)/gy)].map((match) => (match[1] ?? '').replaceAll('""', '"'));

describe('the formats', () => {
  for (const name of lineFormatNames) {
    it(`${name} is a header and a text an event, which ends with its line end and depends on nothing else`, () => {
      const format = lineFormats[name];
      const writer = format.writer({ host: 'h', pid: 1 });
      fc.assert(
        fc.property(anyRecorded, (one) => {
          const text = writer.line(one, 'bGVhZg==');
          assert.ok(text.endsWith(name.startsWith('csv') ? '\r\n' : '\n'));
          assert.equal(text, format.writer({ host: 'h', pid: 1 }).line(structuredClone(one), 'bGVhZg=='));
          if (name === 'ndjson' || name === 'syslog-rfc5424') assert.equal(text.indexOf('\n'), text.length - 1);
        }),
        { numRuns: 300 },
      );
      assert.match(format.extension, /^[a-z]+$/);
    });
  }

  it('NDJSON gives the whole event back, with the hash of its leaf', () => {
    const writer = lineFormats.ndjson.writer();
    fc.assert(
      fc.property(anyRecorded, (one) => {
        assert.deepEqual(exactJson(writer.line(one)), one);
        assert.deepEqual(exactJson(writer.line(one, 'x')), { ...one, leaf_hash: 'x' });
      }),
    );
  });
});

describe('columns of CSV', () => {
  it("are the page's eight, or chosen ones in the order of choice", () => {
    assert.deepEqual(
      chooseColumns().map(({ name }) => name),
      ['Date', 'Actor type', 'Actor', 'ID', 'Agent Pool', 'Event Type', 'Result', 'EXTRA DATA'],
    );
    const made: RecordedEvent = {
      ...event,
      sequence: 9,
      actor: { type: 'user', on_behalf_of: { type: 'agent', id: 'a' } },
      targets: [
        { type: 'user', id: '1' },
        { type: 'tag', id: '2', name: 'T' },
      ],
      metadata: { action: { expressions: ['a', 'b'], line: 3, ignore_quota: false } },
      extra: { a: { 'b.c': { d: 'deep' } }, 'x.y': null, list: [1] },
    };
    const values: [column: string, value: string][] = [
      ['sequence', '9'],
      ['leaf_hash', 'bGVhZg=='],
      ['actor.on_behalf_of.id', 'a'],
      ['actor.email', ''],
      ['target.name', '[null,"T"]'],
      ['target.id', '["1","2"]'],
      ['metadata.action.expressions', '["a","b"]'],
      ['metadata.action.line', '3'],
      ['metadata.action.ignore_quota', 'false'],
      ['metadata.action.unknown', ''],
      ['extra.a.b.c.d', 'deep'],
      ['extra.a', '{"b.c":{"d":"deep"}}'],
      ['extra.x.y', ''],
      ['extra.list', '[1]'],
      ['extra.nothing', ''],
      ['Actor type', 'User'],
    ];
    const writer = lineFormats['csv-raw'].writer({ columns: values.map(([column]) => column) });
    assert.deepEqual(
      cellsOf(writer.header),
      values.map(([column]) => column),
    );
    assert.deepEqual(
      cellsOf(writer.line(made, 'bGVhZg==')),
      values.map(([, value]) => value),
    );
  });

  it('are refused by name when there are none such', () => {
    assert.throws(() => chooseColumns(['Date', 'nothing']), { name: 'FormatOptionError', message: /no column nothing/ });
    for (const names of [[], ['Date', 'Date'], ['metadata.user'], ['extra.'], ['date']])
      assert.throws(() => lineFormats.csv.writer({ columns: names }), FormatOptionError);
  });

  it('are one table without a name twice, and each is a cell of every event', () => {
    assert.equal(new Set(exportColumns.map(({ name }) => name)).size, exportColumns.length);
    assert.deepEqual(exportColumns.slice(0, 8), pageColumns);
    const writer = lineFormats['csv-raw'].writer({ columns: exportColumns.map(({ name }) => name) });
    fc.assert(fc.property(anyRecorded, (one) => cellsOf(writer.line(one)).length === exportColumns.length));
  });
});

describe('the Excel profile', () => {
  it('has a byte order mark and as many rows as a sheet', () => {
    assert.ok(lineFormats['csv-excel'].writer().header.startsWith('\ufeff"Date",'));
    assert.equal(lineFormats['csv-excel'].eventsPerFile, 1_048_575);
  });

  it('cuts a cell that a sheet would cut in silence, and says so in the cell and in sum', () => {
    const writer = lineFormats['csv-excel'].writer({ columns: ['error_message', 'agent_pool'] });
    const line = (text: string): string[] => cellsOf(writer.line({ ...event, error_message: text, agent_pool: 'p' }));
    assert.equal(line('x'.repeat(excelCellUnits))[0]?.length, excelCellUnits);
    assert.equal(writer.cutCells, 0);
    // The guard makes it one longer.
    for (const text of ['x'.repeat(excelCellUnits + 1), `=${'x'.repeat(excelCellUnits - 1)}`, ';='.repeat(20_000), '😀'.repeat(30_000)]) {
      const [cell = '', pool] = line(text);
      assert.ok(cell.length <= excelCellUnits && cell.length > excelCellUnits - 3, String(cell.length));
      assert.ok(cell.isWellFormed());
      assert.ok(cell.endsWith(`… [cut: ${text.length} characters in all; the raw profile and NDJSON have them]`));
      assert.equal(pool, 'p');
    }
    assert.equal(writer.cutCells, 4);
  });
});
