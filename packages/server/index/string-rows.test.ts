import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EngineLied } from './engine-errors.ts';
import { RowBinary } from './row-binary.ts';
import { StringRows } from './string-rows.ts';

const nonce = '0123456789abcdef0123456789abcdef';

function encoded(texts: readonly string[], by = nonce): Buffer {
  const out = new RowBinary();
  for (const text of texts)
    out.row(() => {
      out.string(by);
      out.string(text);
    });
  return Buffer.from(out.view());
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.nat(40_000).map((length) => 'x'.repeat(length)),
);

test('the texts come out joined and counted, wherever the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.array(fc.nat()), (texts, cuts) => {
      const bytes = encoded(texts);
      let rows = 0;
      const reader = new StringRows(nonce, (count) => (rows += count));
      const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
      const out: Buffer[] = [];
      let from = 0;
      for (const end of ends) {
        out.push(Buffer.from(reader.push(Buffer.from(bytes.subarray(from, end)))));
        from = end;
      }
      reader.end();
      assert.equal(Buffer.concat(out).toString(), Buffer.from(texts.join('')).toString());
      assert.equal(rows, texts.length);
    }),
  );
});

test('a row of another query, a result that ends within a row and a length that no text has are lies', () => {
  const reader = (): StringRows => new StringRows(nonce, () => undefined);
  assert.throws(() => reader().push(Buffer.concat([encoded(['a']), encoded(['b'], nonce.toUpperCase())])), EngineLied);
  const cut = reader();
  cut.push(encoded(['a', 'b']).subarray(0, -1));
  assert.throws(() => cut.end(), EngineLied);
  assert.throws(() => reader().push(Buffer.concat([encoded(['']).subarray(0, -1), Buffer.alloc(9, 255)])), EngineLied);
});
