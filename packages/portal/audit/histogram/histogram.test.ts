import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, spanText, wider, widthText } from './bucket-text.ts';
import { headAfter } from './use-brush.ts';

test('a span says no zeros and no day twice', () => {
  assert.equal(spanText('2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z', 'UTC'), '2026-11-24');
  assert.equal(spanText('2026-11-24T00:00:00.000Z', '2026-11-27T00:00:00.000Z', 'UTC'), '2026-11-24 – 2026-11-26');
  assert.equal(spanText('2026-11-24T10:00:00.000Z', '2026-11-24T12:00:00.000Z', 'UTC'), '2026-11-24 10:00 – 12:00');
  assert.equal(spanText('2026-11-24T22:00:00.000Z', '2026-11-25T01:00:00.000Z', 'UTC'), '2026-11-24 22:00 – 2026-11-25 01:00');
  assert.equal(spanText('2026-11-24T10:00:05.000Z', '2026-11-24T10:00:10.000Z', 'UTC'), '2026-11-24 10:00:05 – 10:00:10');
  assert.equal(spanText('2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 'Europe/Berlin'), '2026-03-29');
});

test('widths are words', () => {
  assert.equal(widthText('hour', 6), '1 bar: 6 hours');
  assert.equal(widthText('day', 1), '1 bar: 1 day');
});

test('wider is twice the time around the same middle, within what events may have', () => {
  assert.deepEqual(wider('2026-11-24T10:00:00.000Z', '2026-11-24T12:00:00.000Z'), {
    from: '2026-11-24T09:00:00.000Z',
    to: '2026-11-24T13:00:00.000Z',
  });
  assert.equal(wider('1970-01-01T00:00:00.000Z', '1970-01-03T00:00:00.000Z').from, '1970-01-01T00:00:00.000Z');
});

test('keys walk the bars and stop at their ends', () => {
  assert.equal(headAfter('ArrowLeft', null, 60), 59);
  assert.equal(headAfter('ArrowLeft', 0, 60), 0);
  assert.equal(headAfter('ArrowRight', 59, 60), 59);
  assert.equal(headAfter('PageDown', 30, 60), 20);
  assert.equal(headAfter('Home', 30, 60), 0);
  assert.equal(headAfter('a', 30, 60), null);
});

test('failures are counted apart', () => {
  const buckets = [
    { start: '', end: '', success: 3, failure: 2, unknown: 1 },
    { start: '', end: '', success: 0, failure: 1, unknown: 0 },
  ];
  assert.deepEqual([countOf(buckets, 'all'), countOf(buckets, 'failure')], [7, 3]);
});
