import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  clockOf,
  endOf,
  endOfDay,
  formatInstant,
  instantOf,
  isDay,
  isInstant,
  isMoment,
  isZone,
  momentsOf,
  offsetLabel,
  startOf,
  startOfDay,
} from './zone.ts';

test('a day of UTC is from midnight to midnight', () => {
  assert.equal(startOfDay('2026-11-24', 'UTC'), '2026-11-24T00:00:00.000Z');
  assert.equal(endOfDay('2026-11-24', 'UTC'), '2026-11-25T00:00:00.000Z');
});

test('the day summer time begins has 23 hours, the day it ends 25', () => {
  const hours = (day: string): number =>
    (Date.parse(endOfDay(day, 'Europe/Berlin')) - Date.parse(startOfDay(day, 'Europe/Berlin'))) / 3_600_000;
  assert.equal(hours('2026-03-29'), 23);
  assert.equal(hours('2026-10-25'), 25);
  assert.equal(hours('2026-06-01'), 24);
});

test('where summer time skips midnight the day begins at its first instant', () => {
  assert.equal(startOfDay('2018-11-04', 'America/Sao_Paulo'), '2018-11-04T03:00:00.000Z');
  assert.equal(endOfDay('2018-11-03', 'America/Sao_Paulo'), '2018-11-04T03:00:00.000Z');
});

test('days of a zone follow each other without a gap', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Asia/Kolkata',
    'Pacific/Apia',
    'America/St_Johns',
    'Africa/Cairo',
  );
  const days = fc
    .date({ min: new Date('1975-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(days, zones, (day, zone) => {
      const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
      assert.equal(endOfDay(day, zone), startOfDay(next, zone));
      assert.ok(startOfDay(day, zone) <= endOfDay(day, zone));
    }),
    { numRuns: 300 },
  );
});

test('an instant is shown as a clock in the zone shows it', () => {
  assert.equal(formatInstant('2026-11-24T23:30:05.123Z', 'Europe/Berlin'), '2026-11-25 00:30:05');
  assert.equal(formatInstant('2026-11-24T00:00:00.000Z', 'UTC'), '2026-11-24 00:00:00');
});

test('a zone says how far it is from UTC', () => {
  assert.equal(offsetLabel('Asia/Kolkata', new Date('2026-01-01')), 'UTC+05:30');
  assert.equal(offsetLabel('UTC', new Date('2026-01-01')), '');
});

test('only days of the calendar and known zones are read', () => {
  assert.ok(isDay('2024-02-29'));
  for (const text of ['2026-02-29', '2026-13-01', '0002-01-01', '2026-1-1', '', 'now']) assert.equal(isDay(text), false, text);
  assert.ok(isZone('Europe/Berlin'));
  assert.equal(isZone('Middle/Earth'), false);
});

test('what a clock shows is an instant again, but for the hour that it shows twice', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 7_258_118_400 }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'),
      (seconds, zone) => {
        const instant = new Date(seconds * 1000).toISOString();
        const again = instantOf(clockOf(instant, zone), zone);
        assert.ok(again !== null && isInstant(again));
        assert.equal(clockOf(again, zone), clockOf(instant, zone));
        assert.ok(Math.abs(Date.parse(again) - seconds * 1000) <= 3_600_000);
      },
    ),
  );
  assert.equal(instantOf('2026-11-24T', 'UTC'), null);
});

test('a range of whole days is said in days, another in instants, and both mean the same', () => {
  assert.deepEqual(momentsOf('2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 'Europe/Berlin'), {
    from: '2026-03-29',
    to: '2026-03-29',
  });
  assert.deepEqual(momentsOf('2026-03-28T23:00:00.000Z', '2026-03-29T04:00:00.000Z', 'Europe/Berlin'), {
    from: '2026-03-28T23:00:00.000Z',
    to: '2026-03-29T04:00:00.000Z',
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo'),
      (first, hours, zone) => {
        const instant = (hour: number): string => new Date(hour * 3_600_000).toISOString();
        const { from, to } = momentsOf(instant(first), instant(first + hours), zone);
        assert.ok(isMoment(from) && isMoment(to));
        assert.deepEqual([startOf(from, zone), endOf(to, zone)], [instant(first), instant(first + hours)]);
      },
    ),
  );
});

test('no range begins before an event may have happened, in no zone', () => {
  assert.equal(startOf('1970-01-01', 'Europe/Berlin'), '1970-01-01T00:00:00.000Z');
  assert.equal(startOf('1970-01-01', 'America/New_York'), '1970-01-01T05:00:00.000Z');
});
