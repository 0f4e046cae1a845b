import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewPeriods } from '@annals/events';
import { daysOfPeriod } from './period.ts';

// A Friday; in Tokyo it is Saturday already.
const nowMs = Date.parse('2026-11-27T20:00:00.000Z');

test('a period of the calendar is the days it means today, in its zone', () => {
  const days = (period: string, zone = 'UTC') => Object.values(daysOfPeriod(period, zone, nowMs) ?? {}).join(' ');
  assert.equal(days('today'), '2026-11-27 2026-11-27');
  assert.equal(days('today', 'Asia/Tokyo'), '2026-11-28 2026-11-28');
  assert.equal(days('yesterday'), '2026-11-26 2026-11-26');
  assert.equal(days('this_week'), '2026-11-23 2026-11-29');
  assert.equal(days('last_week'), '2026-11-16 2026-11-22');
  assert.equal(days('this_month'), '2026-11-01 2026-11-30');
  assert.equal(days('last_month'), '2026-10-01 2026-10-31');
  for (const period of viewPeriods) assert.notEqual(days(period), '', period);
});
