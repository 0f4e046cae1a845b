import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endOf, isMoment, startOf } from '../zone.ts';
import { presets, spanMsOf, startOfLast } from './relative.ts';
import { rangeText } from './time-text.ts';
import { shift, type TimeRange, zoom } from './window.ts';

const nowMs = Date.parse('2026-11-24T10:00:00.000Z');
const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Tokyo', 'America/Sao_Paulo');
const length = ({ from, to }: TimeRange, zone: string): number => Date.parse(endOf(to ?? '', zone)) - Date.parse(startOf(from ?? '', zone));
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();
const seconds = fc.integer({ min: 400_000_000, max: 4_000_000_000 });
const exact = fc
  .tuple(seconds, fc.integer({ min: 1, max: 10_000_000 }))
  .map(([start, long]): TimeRange => ({ from: instant(start), to: instant(start + long) }));
const days = fc
  .tuple(fc.integer({ min: 5_000, max: 40_000 }), fc.integer({ min: 0, max: 400 }))
  .map(([first, more]): TimeRange => ({ from: instant(first * 86_400).slice(0, 10), to: instant((first + more) * 86_400).slice(0, 10) }));

test('a shifted range touches the one before it, and shifting back comes back', () => {
  fc.assert(
    fc.property(fc.oneof(exact, days), zones, fc.constantFrom(-1 as const, 1 as const), (range, zone, by) => {
      const moved = shift(range, by, zone, nowMs);
      assert.ok(moved?.from !== undefined && moved.to !== undefined);
      assert.ok(isMoment(moved.from) && isMoment(moved.to));
      if (by === 1) assert.equal(startOf(moved.from, zone), endOf(range.to ?? '', zone));
      else assert.equal(endOf(moved.to, zone), startOf(range.from ?? '', zone));
      const back = shift(moved, by === 1 ? -1 : 1, zone, nowMs);
      assert.equal(startOf(back?.from ?? '', zone), startOf(range.from ?? '', zone));
    }),
  );
});

test('whole days shift by days, also over a change of the clock', () => {
  assert.deepEqual(shift({ from: '2026-10-25', to: '2026-10-25' }, 1, 'Europe/Berlin', nowMs), {
    last: undefined,
    from: '2026-10-26',
    to: '2026-10-26',
  });
});

test('out is twice as long around the same middle, in half as long, to the second', () => {
  fc.assert(
    fc.property(exact, zones, (range, zone) => {
      const wide = zoom(range, 'out', zone, nowMs);
      assert.ok(wide !== null);
      assert.ok(Math.abs(length(wide, zone) - 2 * length(range, zone)) <= 2_000);
      const again = zoom(wide, 'in', zone, nowMs);
      assert.ok(again !== null && Math.abs(length(again, zone) - length(range, zone)) <= 4_000);
    }),
  );
});

test('a range that ends now grows and shrinks by presets, ends now all the while, and shifts into a fixed one', () => {
  assert.equal(zoom({ last: '24h' }, 'out', 'UTC', nowMs)?.last, '7d');
  assert.equal(zoom({ last: '24h' }, 'in', 'UTC', nowMs)?.last, '1h');
  assert.equal(zoom({ last: '15m' }, 'in', 'UTC', nowMs), null);
  assert.deepEqual(zoom({ last: '90d' }, 'out', 'UTC', nowMs), { last: undefined, from: undefined, to: undefined });
  assert.equal(zoom({ last: '2w' }, 'out', 'UTC', nowMs)?.last, '30d');
  assert.equal(zoom({ last: '2w' }, 'in', 'UTC', nowMs)?.last, '7d');
  assert.deepEqual(shift({ last: '1h' }, -1, 'UTC', nowMs), {
    last: undefined,
    from: '2026-11-24T08:00:00.000Z',
    to: '2026-11-24T09:00:00.000Z',
  });
  for (const last of presets) assert.equal(Date.parse(startOfLast(last, nowMs)), nowMs - spanMsOf(last));
});

test('no range leaves the time that events may have', () => {
  for (const to of ['in', 'out'] as const) {
    const next = zoom({ from: '1970-01-01', to: '2199-12-31' }, to, 'UTC', nowMs);
    assert.ok(next?.from !== undefined && isMoment(next.from));
  }
  assert.equal(shift({}, 1, 'UTC', nowMs), null);
});

test('a range is said in words of its zone', () => {
  assert.equal(rangeText({}, 'UTC'), 'Any time');
  assert.equal(rangeText({ last: '30d' }, 'UTC'), 'Last 30 days');
  assert.equal(rangeText({ last: '1w' }, 'UTC'), 'Last 1 week');
  assert.equal(rangeText({ from: '2026-11-03' }, 'UTC'), 'Since 3 Nov 2026');
  assert.match(rangeText({ from: '2026-11-03', to: '2026-11-05' }, 'Asia/Tokyo'), /^3\s–\s5 Nov 2026$/);
  assert.match(rangeText({ from: '2026-11-03T23:00:00.000Z', to: '2026-11-04T01:00:00.000Z' }, 'Europe/Berlin'), /00:00:00.*02:00:00/);
  assert.equal(rangeText({ from: '2026-11-05', to: '2026-11-03' }, 'UTC'), 'Ends before it begins');
});
