import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { byteRangeOf, hasTag } from './byte-range.ts';

test('a range lies within the file, or is the whole, or begins behind its end', () => {
  assert.deepEqual(byteRangeOf('bytes=0-9', 100), { first: 0, last: 9 });
  assert.deepEqual(byteRangeOf('bytes=90-', 100), { first: 90, last: 99 });
  assert.deepEqual(byteRangeOf('bytes=90-1000', 100), { first: 90, last: 99 });
  assert.deepEqual(byteRangeOf('bytes=-10', 100), { first: 90, last: 99 });
  assert.deepEqual(byteRangeOf('bytes=-1000', 100), { first: 0, last: 99 });
  for (const beyond of ['bytes=100-', 'bytes=100-200', 'bytes=-0']) assert.equal(byteRangeOf(beyond, 100), 'unsatisfiable');
  assert.equal(byteRangeOf('bytes=0-', 0), 'unsatisfiable');
  for (const whole of [undefined, '', 'bytes=', 'bytes=-', 'lines=0-9', 'bytes=0-1,5-6', 'bytes=9-0', 'bytes=a-b'])
    assert.equal(byteRangeOf(whole, 100), null);
  fc.assert(
    fc.property(fc.string(), fc.nat(), (header, size) => {
      const range = byteRangeOf(`bytes=${header}`, size);
      if (range !== null && range !== 'unsatisfiable') assert.ok(range.first >= 0 && range.first <= range.last && range.last < size);
    }),
  );
});

test('an entity tag is found in a list, weak or not', () => {
  assert.ok(hasTag('"a", W/"b"', '"b"') && hasTag('*', '"x"'));
  assert.ok(!hasTag('"a"', '"b"') && !hasTag(undefined, '"b"'));
});
