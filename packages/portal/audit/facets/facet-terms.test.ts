import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '@annals/events';
import fc from 'fast-check';
import { defaultAuditSearch, type AuditSearch } from '../search.ts';
import { choicesOf, choose, chooseOnly, clearField, type Choice } from './facet-terms.ts';

const search = (q?: string, user: string[] = []): AuditSearch => ({ ...defaultAuditSearch, q, user });

test('the first value is the only one, more are any of them, and the last one let go leaves nothing', () => {
  assert.equal(choose(search('words'), 'outcome', 'failure', 'included')?.q, 'words outcome:failure');
  assert.equal(choose(search('outcome:failure words'), 'outcome', 'unknown', 'included')?.q, 'outcome:failure,unknown words');
  assert.equal(choose(search('outcome:failure,unknown words'), 'outcome', 'failure', 'free')?.q, 'outcome:unknown words');
  assert.equal(choose(search('outcome:failure'), 'outcome', 'failure', 'free')?.q, undefined);
  assert.equal(
    chooseOnly(search('a result:failure,unknown -outcome:success'), 'outcome', 'unknown')?.q,
    'a -outcome:success outcome:unknown',
  );
});

test('a value is either chosen or shut out', () => {
  assert.equal(choose(search('event:a,b'), 'event', 'a', 'excluded')?.q, 'event:b -event:a');
  assert.equal(choose(search('event:b -event:a'), 'event', 'b', 'excluded')?.q, '-event:a,b');
  assert.equal(choose(search('-event:a,b'), 'event', 'b', 'included')?.q, '-event:a event:b');
});

test('users of the strip and actors of the text are one choice', () => {
  assert.deepEqual(choose(search(undefined), 'actor', 'Dana', 'included'), { q: undefined, user: ['Dana'] });
  assert.deepEqual(choose(search(undefined, ['Dana']), 'actor', 'dana', 'free'), { q: undefined, user: [] });
  assert.deepEqual(choose(search('actor:x'), 'actor', 'y', 'included'), { q: 'actor:x,y', user: [] });
  assert.deepEqual(choose(search(undefined, ['x']), 'actor', 'x', 'excluded'), { q: '-actor:x', user: [] });
  assert.deepEqual(
    [...(choicesOf(search('-user:B', ['A']), 'actor') ?? [])].map(([key, { choice }]) => [key, choice]),
    [
      ['a', 'included'],
      ['b', 'excluded'],
    ],
  );
});

test('what a facet counts is asked without a word about its own field, and with all others', () => {
  assert.deepEqual(clearField(search('outcome:failure -result:unknown event:a outcome~f', ['x']), 'outcome'), {
    q: 'event:a outcome~f',
    user: ['x'],
  });
});

test('what no query can say is said to be impossible', () => {
  assert.equal(choose(search(), 'actor', 'x'.repeat(5000), 'included'), null);
  assert.equal(choose(search(), 'producer', 'a\0b', 'excluded'), null);
  assert.equal(choicesOf(search('colour:red'), 'event'), null);
});

test('any value goes in and comes out again, and the rest of the query stays', () => {
  const value = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((text) => text.replaceAll(/[\0\p{Surrogate}]/gu, ''))
    .filter((text) => text !== '');
  fc.assert(
    fc.property(value, value, fc.constantFrom<Choice>('included', 'excluded'), (one, other, choice) => {
      fc.pre(one.toLowerCase() !== other.toLowerCase());
      const first = choose(search('"free, words" -outcome:failure'), 'producer', one, choice);
      const both = choose(search(first?.q), 'producer', other, choice);
      const { terms } = parseFilter(both?.q ?? '');
      assert.deepEqual(
        terms.at(-1)?.values.map(({ text }) => text),
        [one, other],
      );
      assert.equal(terms.at(-1)?.negated, choice === 'excluded');
      const left = choose(search(both?.q), 'producer', one, 'free');
      assert.equal(choose(search(left?.q), 'producer', other, 'free')?.q, '"free, words" -outcome:failure');
    }),
  );
});
