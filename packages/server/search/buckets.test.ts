import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromAbsolute } from '@internationalized/date';
import fc from 'fast-check';
import { bucketsOf } from './buckets.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const unitMs = { second: 1000, minute: 60_000, hour: hourMs, day: dayMs, week: 7 * dayMs, month: 30.5 * dayMs, year: 365.25 * dayMs };

test('buckets cover the range without gaps, are as many as asked for at most, and begin on the clock of the zone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) }),
      fc.integer({ min: 1, max: 10 }).chain((digits) => fc.integer({ min: 1, max: 10 ** (digits + 2) })),
      fc.constantFrom(...zones),
      fc.integer({ min: 12, max: 500 }),
      (fromMs, spanMs, zone, most) => {
        const toMs = Math.min(fromMs + spanMs, Date.UTC(2200, 0, 1));
        const { unit, size, edgesMs } = bucketsOf(fromMs, toMs, zone, most);
        assert.ok(edgesMs[0]! <= fromMs && edgesMs.at(-1)! >= toMs, 'covers the range');
        assert.ok(edgesMs[1]! > fromMs && (edgesMs.at(-2)! < toMs || edgesMs.length === 2), 'and no more than it must');
        assert.ok(edgesMs.length - 1 <= most, `${edgesMs.length - 1} buckets`);
        for (const [at, edge] of edgesMs.entries()) {
          if (at > 0) {
            const width = edge - edgesMs[at - 1]!;
            assert.ok(width > 0, 'rising');
            // A clock that changes moves an edge by an hour; Apia skipped a day, months and years differ.
            const slack = unit === 'month' || unit === 'year' ? 0.11 * size * unitMs[unit] : size * unitMs[unit] < 3 * hourMs ? 0 : dayMs;
            assert.ok(Math.abs(width - size * unitMs[unit]) <= slack, `${width} for ${size} ${unit}`);
          }
          if (size * unitMs[unit] < 3 * hourMs) continue;
          const clock = fromAbsolute(edge, zone);
          // Where midnight is skipped the day begins an hour later.
          const skips = fromAbsolute(edge - 1, zone).offset !== clock.offset;
          if (!skips) assert.equal(clock.minute + clock.second + clock.millisecond, 0);
          if (!skips) assert.equal(unit === 'hour' ? clock.hour % size : clock.hour, 0, `${unit} at ${clock.toString()}`);
          if (unit === 'month' || unit === 'year') assert.equal(clock.day, 1);
          if (unit === 'year') assert.equal(clock.month, 1);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('the day on which the clock changes has an hour less or more', () => {
  const { unit, edgesMs } = bucketsOf(Date.UTC(2026, 2, 20), Date.UTC(2026, 3, 20), 'Europe/Berlin', 60);
  assert.equal(unit, 'day');
  const hours = edgesMs.slice(1).map((edge, at) => (edge - edgesMs[at]!) / hourMs);
  assert.deepEqual(
    hours.filter((length) => length !== 24),
    [23],
  );
  assert.equal(edgesMs[0], Date.UTC(2026, 2, 19, 23));
});

test('weeks begin on Mondays', () => {
  const { unit, edgesMs } = bucketsOf(Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31), 'UTC', 60);
  assert.equal(unit, 'week');
  for (const edge of edgesMs) assert.equal(new Date(edge).getUTCDay(), 1);
});
