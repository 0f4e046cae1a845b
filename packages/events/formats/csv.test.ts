import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { Actor, RecordedEvent } from '../event/types.ts';
import { csvCell, csvFileName, csvHeader, csvLine, csvRow, exportFileName } from './csv.ts';
import { guardCell, unguardCell } from './csv-guard.ts';

const event: RecordedEvent = {
  id: '0193a2e0-7c1f-7000-8000-000000000001',
  organisation: '0193a2e0-7c1f-7000-8000-000000000000',
  sequence: 1,
  event: 'agent.remove',
  code: 'REMOVED_AGENT_SUCCESS',
  label: 'agent remove success',
  original_name: 'remove agent success',
  category: 'deletion',
  outcome: 'success',
  unlisted: false,
  occurred_at: '2026-11-24T11:25:00.000Z',
  received_at: '2026-11-24T11:25:00.000Z',
  recorded_by: 'server',
  skew_ms: 0,
  actor: { type: 'user', id: '7', name: 'Dana', email: 'dana@example.com' },
};

/** RFC 4180, as a reader would read it. */
function readLine(line: string): string[] {
  assert.ok(line.endsWith('\r\n'));
  const cells = [...line.slice(0, -2).matchAll(/"((?:[^"]|"")*)"(?:,|$)/gy)].map((match) => (match[1] ?? '').replaceAll('""', '"'));
  return cells;
}

describe('the CSV of the page', () => {
  it('has its eight columns in its order', () => {
    assert.equal(csvHeader, '"Date","Actor type","Actor","ID","Agent Pool","Event Type","Result","EXTRA DATA"\r\n');
  });

  it('prints an event', () => {
    const row = csvRow({
      ...event,
      outcome: 'failure',
      label: 'agent remove failure',
      error_message: 'no',
      metadata: { agent: { agent_pool: 'P', agent_id: 'a' } },
      extra: { 'a"b': [1] },
    });
    assert.deepEqual(readLine(row), [
      '2026-11-24T11:25:00.000Z',
      'User',
      'dana@example.com',
      event.id,
      '',
      'agent remove failure',
      'failure',
      '{"error_message":"no","agent_id":"a","agent_pool":"P","a\\"b":[1]}',
    ]);
  });

  it('names the pool of the agent an action was registered on, and no other', () => {
    const pool = (given: Partial<RecordedEvent>): string | undefined => readLine(csvRow({ ...event, ...given }))[4];
    const agent = { agent: { agent_pool: 'of the agent' } };
    assert.equal(pool({ event: 'action.create', metadata: agent }), 'of the agent');
    assert.equal(pool({ event: 'action.create', metadata: agent, agent_pool: 'of the event' }), 'of the event');
    assert.equal(pool({ event: 'own.thing', metadata: { ...agent, action: {} } }), 'of the agent');
    assert.equal(pool({ event: 'own.thing', agent_pool: 'P', targets: [{ type: 'action', id: '1' }] }), 'P');
    assert.equal(pool({ event: 'action.create' }), '');
    assert.equal(pool({ event: 'agent.remove', metadata: agent, agent_pool: 'P' }), '');
    assert.equal(pool({ event: 'pool.create', actor: { type: 'agent_pool', name: 'P' } }), '');
  });

  it('prints an unknown result, and several expressions as a JSON list', () => {
    const cells = readLine(csvRow({ ...event, outcome: 'unknown', metadata: { action: { expressions: ['a', 'b'] } } }));
    assert.deepEqual(cells.slice(6), ['unknown', '{"expressions":["a","b"]}']);
  });

  const actors: readonly [actor: Actor, title: string, text: string][] = [
    [{ type: 'user', id: '7', name: 'Dana', email: 'd@example.com' }, 'User', 'd@example.com'],
    [{ type: 'user', id: '7', name: 'Dana', email: '' }, 'User', 'Dana'],
    [{ type: 'user', id: '7' }, 'User', '7'],
    [{ type: 'agent', id: 'a1', name: 'web-1' }, 'Agent', 'a1'],
    [{ type: 'agent_pool', id: 'p1', name: 'Default' }, 'Agent pool', 'Default'],
    [{ type: 'system' }, 'System', 'system'],
    [{ type: 'api_key', id: 'k', name: 'CI' }, 'API key', 'CI'],
  ];
  for (const [actor, title, text] of actors) {
    it(`names ${JSON.stringify(actor)}`, () => assert.deepEqual(readLine(csvRow({ ...event, actor })).slice(1, 3), [title, text]));
  }

  it('gives no cell that a spreadsheet would evaluate', () => {
    for (const value of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '\0=1',
      '  =1',
      '\ufeff=1',
      '\u200b\u00a0=1',
      '＝1',
      '＋1',
      '－1',
      '＠x',
      "'=1",
    ]) {
      assert.ok(guardCell(value).startsWith("'"), JSON.stringify(value));
      assert.equal(unguardCell(guardCell(value)), value);
    }
    for (const value of ['a=1', '1+1', '', "it's", "'quoted'", '{"a":"=1"}', '2026-11-24']) assert.equal(guardCell(value), value);
  });

  it('gives no such cell to a reader with another separator either', () => {
    const guarded: [string, string][] = [
      ['a;=1+1;b', "a;'=1+1;b"],
      ['a;"=1+1', `a;'"=1+1`],
      ["a;'=1", "a;''=1"],
      ['a\n=1', "a\n'=1"],
      ['a\r\n  @x', "a\r\n'  @x"],
      ['a\t-1', "a\t'-1"],
      ['\n=1', "'\n'=1"],
      [';;+1', ";;'+1"],
    ];
    for (const [value, cell] of guarded) {
      assert.equal(guardCell(value), cell);
      assert.equal(unguardCell(cell), value);
    }
    for (const value of ['a; b', 'a\r\nb', 'x;1-1', "a;'b'"]) assert.equal(guardCell(value), value);
  });

  it('any cells come back, and the guard comes off exactly', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("'", '=', ' ', '"', ',', '\r', '\n', '\ufeff', '@', 'a', ';', '\t') }),
    );
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 8 }), (values) => {
        const cells = readLine(csvLine(values));
        assert.deepEqual(cells.map(unguardCell), values);
        for (const cell of cells) {
          assert.doesNotMatch(cell, /^[=+\-@\t\r\n\0＝＋－＠]/);
          assert.doesNotMatch(cell, /[;\t\r\n][ "]*[=+\-@\0＝＋－＠]/);
        }
      }),
      { numRuns: 1_000 },
    );
    assert.equal(csvCell('a"b'), '"a""b"');
  });

  it("has a file name of the page's form", () => {
    const now = new Date('2026-11-24T11:25:53.123Z');
    assert.equal(csvFileName(now), 'annals-audit-events-20261124T112553Z.csv');
    assert.equal(csvFileName(now, 'lightrun'), 'lightrun-audit-events-20261124T112553Z.csv');
    assert.equal(exportFileName({ now, extension: 'csv.gz', part: 2 }), 'annals-audit-events-20261124T112553Z-2.csv.gz');
  });
});
