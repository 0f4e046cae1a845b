import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexLag } from './lag.ts';

const sizes: Record<string, number> = { a: 10 };
const lagAt = (clock: { ms: number }) =>
  new IndexLag(
    (organisation) => sizes[organisation] ?? 0,
    () => clock.ms,
  );

test('lag is the events that cannot be found and the age of the one that waits longest, over all organisations', () => {
  const clock = { ms: 1_000 };
  const lag = lagAt(clock);
  assert.deepEqual(lag.now(), { events: 0, sinceMs: null });
  lag.grown('b', 5);
  clock.ms = 2_000;
  lag.grown('b', 8);
  lag.grown('c', 1);
  assert.deepEqual(lag.now(), { events: 9, sinceMs: 1_000 });
  lag.reached('b', 4);
  assert.deepEqual(lag.now(), { events: 4, sinceMs: 2_000 });
  lag.reached('b', 7);
  lag.reached('c', 0);
  assert.deepEqual(lag.now(), { events: 0, sinceMs: null });
});

test('an index that is made anew is behind by everything, and what an earlier start recorded counts', () => {
  const clock = { ms: 5_000 };
  const lag = lagAt(clock);
  lag.reached('a', 9);
  assert.deepEqual(lag.now(), { events: 0, sinceMs: null });
  clock.ms = 6_000;
  lag.reached('a', -1);
  clock.ms = 7_000;
  lag.reached('a', 3);
  assert.deepEqual(lag.now(), { events: 6, sinceMs: 6_000 });
});

test('being told of a position before the growth counts nothing twice', () => {
  const lag = lagAt({ ms: 0 });
  lag.reached('b', 2);
  assert.deepEqual(lag.now(), { events: 0, sinceMs: null });
  lag.grown('b', 3);
  assert.deepEqual(lag.now(), { events: 0, sinceMs: null });
});

test('hours without an engine cost a bounded memory, and the age stays that of the first event', () => {
  const clock = { ms: 0 };
  const lag = lagAt(clock);
  for (let second = 1; second <= 10_000; second++) {
    clock.ms = second * 1_000;
    lag.grown('b', second * 100);
  }
  assert.deepEqual(lag.now(), { events: 1_000_000, sinceMs: 1_000 });
  lag.reached('b', 499_999);
  const { sinceMs } = lag.now();
  assert.ok(sinceMs !== null && sinceMs >= 4_000_000 && sinceMs < 6_500_000, String(sinceMs));
});
