import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RowBuffer } from './row-buffer.ts';

test('a buffer that is used again holds the rows of its last use, whatever they are', () => {
  const buffer = new RowBuffer();
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 300 })), fc.integer({ min: 1, max: 20_000 }), (rows, times) => {
      buffer.empty();
      for (const row of rows) buffer.add(row.repeat(times));
      assert.equal(buffer.rows, rows.length);
      assert.equal(buffer.view().toString(), rows.map((row) => row.repeat(times)).join(''));
      assert.equal(buffer.bytes, buffer.view().length);
    }),
    { numRuns: 50 },
  );
});
