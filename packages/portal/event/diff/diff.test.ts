import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diffWords, mostTokens, type Part } from './diff.ts';
import { editsOf } from './edits.ts';
import { foldUnchanged } from './fold.ts';

const side = (parts: readonly Part[], without: 'added' | 'removed'): string =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

const words = fc
  .array(fc.constantFrom('a', 'b', 'c', ' ', ' ', '\n', 'é', '😀', '\u202e', '.', '12'), { maxLength: 120 })
  .map((list) => list.join(''));
const anyText = fc.oneof(words, fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }));

test('whatever two texts are, the parts are exactly them', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const parts = diffWords(before, after);
      assert.equal(side(parts, 'added'), before);
      assert.equal(side(parts, 'removed'), after);
      assert.ok(parts.every(({ text }) => text !== ''));
      assert.ok(parts.every(({ kind }, at) => kind !== 'same' || parts[at - 1]?.kind !== 'same'));
    }),
    { numRuns: 2_000 },
  );
});

test('a text with one change is told apart by that change alone', () => {
  assert.deepEqual(diffWords('Acme', 'Acme Payments'), [
    { kind: 'same', text: 'Acme' },
    { kind: 'added', text: ' Payments' },
  ]);
  assert.deepEqual(diffWords('keep it for 30 days', 'keep it for 90 days'), [
    { kind: 'same', text: 'keep it for ' },
    { kind: 'removed', text: '30' },
    { kind: 'added', text: '90' },
    { kind: 'same', text: ' days' },
  ]);
  assert.deepEqual(diffWords('same', 'same'), [{ kind: 'same', text: 'same' }]);
});

test('changes with a space between them are one; texts with nothing in common are not cut up', () => {
  assert.deepEqual(diffWords('it is the old slow road home', 'it is the new fast road home'), [
    { kind: 'same', text: 'it is the ' },
    { kind: 'removed', text: 'old slow' },
    { kind: 'added', text: 'new fast' },
    { kind: 'same', text: ' road home' },
  ]);
  assert.deepEqual(diffWords('alpha, beta', 'gamma, delta'), [
    { kind: 'removed', text: 'alpha, beta' },
    { kind: 'added', text: 'gamma, delta' },
  ]);
});

test('as few tokens as can be: never more than going and coming whole, and the fewest where they can be counted', () => {
  const token = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 9 });
  fc.assert(
    fc.property(token, token, (before, after) => {
      const edits = editsOf(before, after);
      const changed = (edits ?? []).filter(({ kind }) => kind !== 'same').reduce((sum, { tokens }) => sum + tokens.length, 0);
      assert.equal(changed, before.length + after.length - 2 * longestCommon(before, after));
    }),
    { numRuns: 1_000 },
  );
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const [x, ...rest] = a;
  if (x === undefined || b.length === 0) return 0;
  const without = longestCommon(rest, b);
  const at = b.indexOf(x);
  return at === -1 ? without : Math.max(without, 1 + longestCommon(rest, b.slice(at + 1)));
}

test('the largest values an event may hold are compared in bounded time', () => {
  const long = (seed: number): string => Array.from({ length: 32_000 }, (_, i) => ((i * seed) % 7 === 0 ? ' ' : 'x')).join('');
  const began = performance.now();
  for (const [before, after] of [
    [long(3), long(5)],
    ['x '.repeat(mostTokens), 'y '.repeat(mostTokens)],
    [`${'a b '.repeat(4_000)}end`, `start ${'b a '.repeat(4_000)}`],
  ] as const) {
    const parts = diffWords(before, after);
    assert.equal(side(parts, 'added'), before);
    assert.equal(side(parts, 'removed'), after);
  }
  // Generous: without a bound it is minutes.
  assert.ok(performance.now() - began < 10_000);
});

test('folding hides only unchanged text, keeps what is beside a change, and loses nothing', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.nat(6), (before, after, times) => {
      const parts = diffWords(before + before.repeat(times), after + before.repeat(times));
      const pieces = foldUnchanged(parts);
      assert.equal(pieces.map(({ text }) => text).join(''), parts.map(({ text }) => text).join(''));
      for (const { kind, folded, text } of pieces) assert.ok(!folded || (kind === 'same' && text.length >= 60));
    }),
    { numRuns: 1_000 },
  );
  const long = 'lorem ipsum dolor '.repeat(40);
  const pieces = foldUnchanged(diffWords(`${long}one ${long}`, `${long}two ${long}`));
  assert.deepEqual(
    pieces.map(({ kind, folded }) => (folded ? 'folded' : kind)),
    ['folded', 'same', 'removed', 'added', 'same', 'folded'],
  );
  for (const { folded, text } of pieces) if (!folded) assert.ok(text.length < 90);
});
