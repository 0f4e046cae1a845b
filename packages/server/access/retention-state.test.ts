import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestDays, unlimitedPolicy } from '@annals/events';
import type { RetentionVersion } from '../control/retention.ts';
import { retentionState, waitMs } from './retention-state.ts';

const at = Date.UTC(2026, 10, 24);
const hourMs = 3_600_000;

function versions(...decisions: [days: number | null, hours: number, more?: Partial<RetentionVersion>][]): RetentionVersion[] {
  return decisions.map(([days, hours, more], n) => ({
    n: n + 1,
    policy: { days, categories: {}, events: {} },
    decidedAt: new Date(at + hours * hourMs).toISOString(),
    decidedBy: 'dana@example.com',
    reason: 'r',
    undoes: null,
    ...more,
  }));
}

/** Days an event is kept at a moment. */
const kept = (list: RetentionVersion[], hours: number): number | null =>
  longestDays(retentionState(list, at + hours * hourMs).inForce, 'access', 'x');

test('nobody decided: everything is kept', () => {
  assert.deepEqual(retentionState([], at), { policy: unlimitedPolicy, decided: null, inForce: [unlimitedPolicy], pending: null });
});

test('the first decision of an organisation that was unlimited waits a day; the one it began with does not', () => {
  const decided = versions([30, 0]);
  assert.equal(kept(decided, 23), null);
  assert.equal(retentionState(decided, at).pending?.effectiveAtMs, at + waitMs);
  assert.equal(kept(decided, 24), 30);
  assert.equal(retentionState(decided, at + waitMs).pending, null);
  const begun = versions([30, 0, { decidedBy: '' }]);
  assert.equal(kept(begun, 0), 30);
  assert.equal(retentionState(begun, at).pending, null);
});

test('longer counts at once, shorter a day later, several in a day by the longest of them', () => {
  const base = [30, -1000, { decidedBy: '' }] as [number, number, Partial<RetentionVersion>];
  assert.equal(kept(versions(base, [90, 0]), 0), 90);
  assert.equal(retentionState(versions(base, [90, 0]), at).pending, null);
  assert.equal(kept(versions(base, [7, 0]), 23), 30);
  assert.equal(kept(versions(base, [7, 0]), 24), 7);
  const there = versions(base, [7, 0], [90, 1], [14, 2]);
  assert.equal(kept(there, 3), 90);
  assert.equal(kept(there, 25), 90, '90 days were replaced at two, and count until twenty-six');
  assert.equal(kept(there, 26), 14);
});

test('what is undone does not count, and what was before counts at once', () => {
  const base = [30, -1000, { decidedBy: '' }] as [number, number, Partial<RetentionVersion>];
  const undone = versions(base, [7, 0], [30, 1, { undoes: 2 }]);
  for (const hours of [1, 10, 100]) assert.equal(kept(undone, hours), 30);
  assert.equal(retentionState(undone, at + hourMs).pending, null);
  const again = versions(base, [7, 0], [30, 1, { undoes: 2 }], [14, 2]);
  assert.equal(retentionState(again, at + 2 * hourMs).pending?.before.days, 30);
  assert.equal(kept(again, 25), 30);
  assert.equal(kept(again, 26), 14);
});
