import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { base64, MalformedError } from '@annals/ledger';
import { LedgerDamaged } from './damaged.ts';
import { parseEntry, parseList, printEntry, type SegmentEntry, segmentOf } from './list.ts';
import { bodiesName } from './paths.ts';

const counts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 6 });

function entriesOf(sizes: readonly number[]): SegmentEntry[] {
  let first = 0;
  return sizes.map((count) => {
    const frames = Array.from({ length: Math.ceil(count / 1024) }, (_, i) => i * 10);
    const entry = {
      first,
      count,
      generation: 0,
      file: bodiesName(first, 0),
      bytes: frames.length * 10,
      sha256: 'ab'.repeat(32),
      frames,
      root: base64(new Uint8Array(32)),
      cause: null,
      closed_at: '2026-11-24T10:00:00.000Z',
    };
    first += count;
    return entry;
  });
}

const print = (entries: readonly SegmentEntry[]): string => entries.map((entry) => `${printEntry(entry)}\n`).join('');

test('a list is read back, each sequence leads to its segment, and a cut last line does not count', () => {
  fc.assert(
    fc.property(counts, fc.nat(), (sizes, cut) => {
      const entries = entriesOf(sizes);
      const whole = print(entries);
      const list = parseList(whole, 'o');
      assert.deepEqual(list.current, entries);
      for (const entry of entries) {
        assert.deepEqual(segmentOf(list, entry.first), entry);
        assert.deepEqual(segmentOf(list, entry.first + entry.count - 1), entry);
      }
      assert.equal(segmentOf(list, list.end), undefined);
      const part = whole.slice(0, cut % (whole.length + 1));
      const read = parseList(part, 'o');
      assert.deepEqual(read.current, entries.slice(0, part.split('\n').length - 1));
      assert.equal(read.wholeBytes, part.lastIndexOf('\n') + 1);
    }),
  );
});

test('a new generation takes the place of the old one; one that does not fit is damage', () => {
  const [one, two] = entriesOf([1500, 10]) as [SegmentEntry, SegmentEntry];
  const next = { ...one, generation: 1, file: bodiesName(0, 1), cause: 'why' };
  const list = parseList(print([one, two, next]), 'o');
  assert.deepEqual([list.current, list.entries.length], [[next, two], 3]);
  for (const bad of [
    [two],
    [one, one],
    [one, { ...next, count: 1499 }],
    [one, { ...next, generation: 2, file: bodiesName(0, 2) }],
    [one, { ...next, root: base64(new Uint8Array(32).fill(1)) }],
    [next],
  ]) {
    assert.throws(() => parseList(print(bad), 'o'), LedgerDamaged);
  }
});

test('a line has one spelling', () => {
  const [entry] = entriesOf([2000]) as [SegmentEntry];
  const line = printEntry(entry);
  assert.deepEqual(parseEntry(line), entry);
  for (const bad of [
    '',
    '{}',
    'null',
    '[]',
    `${line} `,
    line.replace('"bytes":20', '"bytes":20.0'),
    line.replace('"frames":[0,10]', '"frames":[0]'),
    line.replace('[0,10]', '[0,0]'),
    line.replace('[0,10]', '[0,99]'),
    line.replace('bodies/', '../'),
    line.replace('"count":2000', '"count":-1'),
    line.replace('"cause":null', '"cause":1'),
  ]) {
    assert.throws(() => parseEntry(bad), MalformedError, bad);
  }
});
