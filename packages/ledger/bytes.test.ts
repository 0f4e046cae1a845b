import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { base64, base64url, concat, fromBase64, fromBase64url, hex, MalformedError, utf8, utf8Text } from './bytes.ts';

test('base64 and base64url agree with Node, and decode to what was encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
      assert.equal(base64url(bytes), Buffer.from(bytes).toString('base64url'));
      assert.deepEqual(fromBase64(base64(bytes)), bytes);
      assert.deepEqual(fromBase64url(base64url(bytes)), bytes);
      assert.equal(hex(bytes), Buffer.from(bytes).toString('hex'));
    }),
  );
});

test('every text decodes to nothing or is the only text of its bytes', () => {
  const characters = fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', '/', '_', '-', '+', '=', '\n', ' '), maxLength: 9 });
  fc.assert(
    fc.property(characters, (text) => {
      for (const [decode, encode] of [
        [fromBase64, base64],
        [fromBase64url, base64url],
      ] as const) {
        let bytes: Uint8Array;
        try {
          bytes = decode(text);
        } catch (error) {
          assert.ok(error instanceof MalformedError);
          continue;
        }
        assert.equal(encode(bytes), text);
      }
    }),
    { numRuns: 2000 },
  );
});

test('base64 with stray bits, without padding or with line breaks is refused', () => {
  for (const text of ['QQ=', 'QR==', 'QQ', 'QQ==\n', 'Q Q=', 'QQ===', '====']) assert.throws(() => fromBase64(text), MalformedError, text);
  for (const text of ['QR', 'QQ==', 'Q', 'Q+', 'QQ\n']) assert.throws(() => fromBase64url(text), MalformedError, text);
});

test('broken UTF-8 is refused, a byte order mark is kept', () => {
  assert.throws(() => utf8Text(new Uint8Array([0xff])), MalformedError);
  assert.equal(utf8Text(utf8('\ufeffx')), '\ufeffx');
  assert.deepEqual(concat([utf8('a'), new Uint8Array(0), utf8('bc')]), utf8('abc'));
});
