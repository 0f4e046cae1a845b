import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, size, span, took } from './moments.ts';

test('ages are told in their largest unit, and a clock that went back is just now', () => {
  const now = '2026-11-24T12:00:00.000Z';
  const cases = [
    ['2026-11-24T12:00:30.000Z', 'just now'],
    ['2026-11-24T11:59:59.500Z', 'just now'],
    ['2026-11-24T11:59:58.999Z', '1 s ago'],
    ['2026-11-24T11:59:00.001Z', '59 s ago'],
    ['2026-11-24T11:59:00.000Z', '1 min ago'],
    ['2026-11-24T10:00:01.000Z', '1 h ago'],
    ['2026-11-21T12:00:00.000Z', '3 d ago'],
  ] as const;
  for (const [at, words] of cases) assert.equal(ago(at, now), words, at);
  assert.equal(span(10), '0 s');
});

test('sizes and durations keep two or three digits', () => {
  assert.deepEqual([0, 999, 1_000, 64 * 1024 * 1024, 999_600_000, 98_712_000_000].map(size), [
    '0 B',
    '999 B',
    '1.0 kB',
    '67.1 MB',
    '1.0 GB',
    '98.7 GB',
  ]);
  assert.deepEqual([0, 12.4, 999, 1_500].map(took), ['0 ms', '12 ms', '999 ms', '1.5 s']);
});
