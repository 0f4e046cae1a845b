import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FilterError, type FilterTerm } from './ast.ts';
import { appendTerm, negateTerm, removeTerm, replaceTerm } from './edit.ts';
import { parseFilter, readTerms } from './parse.ts';

/** Texts as people write them, odd ones among them, that are queries. */
const queries = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'user:"a b"',
        '-outcome:failure',
        'event:a,"b, c"',
        '"free words"',
        '--a',
        '--',
        '--a:b',
        '-"-a"',
        'extra~"say \\"x\\""',
        'tim*',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 6 },
  )
  .chain((parts) => fc.constantFrom(' ', '   ', '\n', '\u00a0').map((space) => parts.join(space)))
  .filter((text) => {
    try {
      return parseFilter(text).terms.length > 0;
    } catch (error) {
      if (error instanceof FilterError) return false;
      throw error;
    }
  });
const change = (check: (text: string, at: number, terms: FilterTerm[]) => void): void =>
  fc.assert(
    fc.property(queries, fc.nat(), (text, seed) => {
      const { terms } = parseFilter(text);
      check(text, seed % terms.length, terms);
    }),
    { numRuns: 1000 },
  );

test('a term taken out leaves all others as they were written', () => {
  change((text, at, terms) => {
    const left = removeTerm(text, at);
    assert.deepEqual(parseFilter(left).terms, terms.toSpliced(at, 1));
    const written = (of: string): string[] => readTerms(of).map(({ position }) => of.substr(position.offset, position.length));
    assert.deepEqual(written(left), written(text).toSpliced(at, 1));
  });
});

test('a term turned round is the same term turned round, and twice is once', () => {
  change((text, at, terms) => {
    const turned = negateTerm(text, at);
    const expected = terms.map((term, index) => (index === at ? { ...term, negated: !term.negated } : term));
    assert.deepEqual(parseFilter(turned).terms, expected);
    assert.deepEqual(parseFilter(negateTerm(turned, at)).terms, terms);
  });
});

test('a term put in the place of another, or at the end', () => {
  const term: FilterTerm = { negated: true, field: 'actor', operator: ':', values: [{ text: 'a, "b" \\ *', prefix: true }] };
  change((text, at, terms) => {
    assert.deepEqual(parseFilter(replaceTerm(text, at, term)).terms, terms.with(at, term));
    assert.deepEqual(parseFilter(appendTerm(text, term)).terms, [...terms, term]);
  });
  assert.equal(appendTerm('', { ...term, values: [{ text: 'x', prefix: false }] }), '-actor:x');
});

test('the rest keeps its spelling, and a number that is no term changes nothing', () => {
  assert.equal(removeTerm('user:"x"   outcome:failure  "y"', 1), 'user:"x" "y"');
  assert.equal(negateTerm('user:"x"  RESULT:failure', 1), 'user:"x"  -RESULT:failure');
  assert.equal(removeTerm('a b', 2), 'a b');
  assert.equal(negateTerm('a b', -1), 'a b');
});
