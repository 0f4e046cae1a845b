import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid, uuidV7Source } from './uuid.ts';

test('ids are version 7, unique and strictly rising, more than 4,096 in a millisecond too', () => {
  const next = uuidV7Source(() => 1_700_000_000_000);
  const ids = Array.from({ length: 10_000 }, next);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(ids, ids.toSorted());
  assert.equal(new Set(ids).size, ids.length);
});

test('a clock that jumps back does not bring an old prefix back', () => {
  let nowMs = 1_700_000_000_000;
  const next = uuidV7Source(() => nowMs);
  const before = next();
  nowMs -= 60_000;
  assert.ok(next() > before);
});

test('the first 48 bits are the milliseconds', () => {
  const id = uuidV7Source(() => 0x0123456789ab)();
  assert.ok(id.startsWith('01234567-89ab-7'));
  assert.ok(isUuid(id));
  assert.ok(!isUuid(id.toUpperCase()));
});
