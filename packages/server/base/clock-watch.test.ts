import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockWatch } from './clock-watch.ts';

test('a clock that is set is noticed, one that is slowly corrected is not', () => {
  let wallMs = 1_000_000;
  let steadyMs = 0;
  const watch = new ClockWatch(
    () => wallMs,
    () => steadyMs,
  );
  for (let look = 0; look < 100; look++) {
    steadyMs += 5_000;
    wallMs += 5_002;
    watch.look();
  }
  assert.equal(watch.jumps, 0);
  wallMs -= 3_600_000;
  watch.look();
  assert.deepEqual([watch.jumps, watch.last], [1, { atMs: wallMs, byMs: -3_600_000 }]);
  watch.look();
  assert.equal(watch.jumps, 1, 'a jump is told once');
  wallMs += 86_400_000;
  watch.look();
  assert.deepEqual([watch.jumps, watch.last?.byMs], [2, 86_400_000]);
});
