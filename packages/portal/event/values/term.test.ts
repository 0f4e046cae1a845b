import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFilter } from '@annals/events';
import fc from 'fast-check';
import { addTerm } from '../../audit/question.ts';
import { termOf } from './term.ts';

test('whatever a producer calls a field and writes into it, the term means exactly that or is none', () => {
  const key = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom('a:b', 'x y', '-k', 'a"', '*', 'n.m', 'ok'));
  fc.assert(
    fc.property(key, fc.string({ unit: 'binary', maxLength: 40 }), fc.boolean(), (name, value, negated) => {
      const term = termOf(`extra.${name}`, value);
      if (term === null) return;
      const { terms } = parseFilter(addTerm('outcome:failure', term.name, term.value, negated));
      assert.deepEqual(terms[1], { negated, field: `extra.${name}`, operator: ':', values: [{ text: value, prefix: false }] });
    }),
    { numRuns: 2_000 },
  );
});

test('values with a field of the query language have a term, others have none', () => {
  assert.deepEqual(termOf('actor.id', 'u 1'), { name: 'actor.id', value: 'u 1' });
  assert.deepEqual(termOf('metadata.action.line', 47), { name: 'metadata.action.line', value: '47' });
  assert.deepEqual(termOf('extra.note', 'a,b*'), { name: 'extra.note', value: 'a,b*' });
  for (const [name, value] of [
    ['nosuch', 'x'],
    ['extra.a:b', 'x'],
    ['outcome', 'no outcome'],
    ['actor.id', ''],
    ['extra.list', ['x']],
    ['ip', 'not an address'],
  ] as const)
    assert.equal(termOf(name, value), null, name);
});
