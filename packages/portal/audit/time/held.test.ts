import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultAuditSearch } from '../search.ts';
import { hold, release } from './held.ts';

const nowMs = Date.parse('2026-11-24T10:00:00.900Z');

test('a range that ends now begins at one instant as long as the question stays, and anew when it is asked again', () => {
  const search = { ...defaultAuditSearch, last: '1h' as const };
  const { from } = hold(search, nowMs);
  assert.equal(from, '2026-11-24T09:00:00.000Z');
  assert.equal(hold({ ...search, event: 'open', size: 25 }, nowMs + 90_000).from, from, 'looking around changes nothing');
  assert.equal(hold({ ...search, q: 'word' }, nowMs + 90_000).from, '2026-11-24T09:01:30.000Z');
  release();
  assert.equal(hold({ ...search, q: 'word' }, nowMs + 120_000).from, '2026-11-24T09:02:00.000Z');
});

test('a range with its ends, or with a beginning that an address keeps, is left alone', () => {
  const fixed = { ...defaultAuditSearch, from: '2026-11-01' };
  assert.equal(hold(fixed, nowMs), fixed);
  const kept = { ...defaultAuditSearch, last: '1h' as const, from: '2026-11-24T08:00:00.000Z' };
  assert.equal(hold(kept, nowMs), kept);
});
