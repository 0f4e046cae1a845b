import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { jcs } from './jcs.ts';

/** The rules of RFC 8785 written down once more, without any care for speed. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Reflect.ownKeys(value).map(String);
  const units = (text: string) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  keys.sort((one, other) => {
    const [a, b] = [units(one), units(other)];
    for (let index = 0; index < Math.min(a.length, b.length); index += 1)
      if (a[index] !== b[index]) return (a[index] ?? 0) - (b[index] ?? 0);
    return a.length - b.length;
  });
  return `{${keys.map((key) => `${JSON.stringify(key)}:${plain((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

describe('jcs', () => {
  it('follows the rules for any JSON', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('10', '9', '1a', '__proto__', 'toJSON', '\u20ac', '\u{1f600}', '\ufb33', '\r', 'é'));
    const tree = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 6 }),
      ),
    })).value;
    fc.assert(
      fc.property(tree, (value) => {
        const text = jcs(value);
        assert.equal(text, plain(value));
        assert.equal(jcs(JSON.parse(text)), text);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives the text of the RFC's own example of sorting", () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      1: 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = [
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ];
    assert.deepEqual(
      [...jcs(value).matchAll(/:"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]),
      order,
    );
  });

  it('writes numbers as ECMAScript does', () => {
    assert.equal(jcs([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0]), '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]');
  });

  it('leaves out undefined members and keeps the characters of an escaped surrogate', () => {
    assert.equal(jcs({ b: undefined, a: '\\ud800', 1: undefined }), '{"a":"\\\\ud800"}');
  });

  it('refuses what has no text', () => {
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '\ud800',
      { a: ['\udfff'] },
      { '\ud800': 1 },
      undefined,
      { a: 1n },
      { 1: Number.NaN },
      { 1: 'x\ud800' },
    ]) {
      assert.throws(() => jcs(value), TypeError);
    }
  });
});
