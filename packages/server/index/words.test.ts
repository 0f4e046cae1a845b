import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdsId, wordLine, wordsOf } from './words.ts';

test('the line of words has the words that are asked for, in order, without ids', () => {
  assert.equal(
    wordLine([
      'Request timed-out',
      '',
      'Ünal',
      '0193a000-aaaa-7000-8000-000000000001',
      '9f86d081884c7d659a2feaa0c55ad015',
      'deadbeefdeadbeefx',
      '10.0.0.1',
    ]),
    ' request timed out ünal deadbeefdeadbeefx 10 0 0 1 ',
  );
  assert.equal(wordLine(['', '--']), '');
  assert.ok(holdsId('x 9F86D081884C7D659A2FEAA0C55AD015') && !holdsId('deadbeefdeadbeefx 123'));
});

test('every text without ids is found by its own words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 5 }), (texts) => {
      const wanted = texts.flatMap(wordsOf);
      fc.pre(!texts.some(holdsId) && !holdsId(texts.join(' ')));
      assert.equal(wordLine(texts), wanted.length === 0 ? '' : ` ${wanted.join(' ')} `);
    }),
    { numRuns: 2000 },
  );
});

test('the quick way through ASCII gives the words of the way that takes every text', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF-'), maxLength: 45 }),
    fc.uuid(),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (texts) => {
      assert.equal(`${wordLine(texts) || ' '}ü `, wordLine([...texts, 'ü']));
    }),
    { numRuns: 2000 },
  );
});
