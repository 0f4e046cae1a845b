import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FilterError } from './ast.ts';
import { completeFilter } from './complete.ts';
import { fields, operatorsOf } from './fields.ts';
import { parseFilter } from './parse.ts';
import { printTerm } from './print.ts';

const events = [
  { id: 'agent.remove', title: 'Agent removed' },
  { id: 'auth.login', title: 'Sign-in' },
];
const pairs = [{ name: 'metadata.agent.agent_os', title: 'Operating system' }];
const complete = (text: string, caret = text.length) => completeFilter(text, caret, events, pairs);
const inserts = (text: string, caret = text.length): string[] => complete(text, caret).items.map((item) => item.insert);

test('names, values and events at the caret', () => {
  assert.deepEqual(inserts('outc'), ['outcome:']);
  assert.deepEqual(inserts('outcome:'), ['success', 'failure', 'unknown']);
  assert.deepEqual(inserts('-outcome:success,f'), ['failure']);
  assert.deepEqual(inserts('actor:"a b" event:remove'), ['agent.remove']);
  assert.deepEqual(inserts('event:sign'), ['auth.login']);
  assert.ok(inserts('').includes('actor:'));
  assert.ok(inserts('sequence').includes('sequence>'));
  assert.deepEqual(inserts('resul'), ['outcome:']);
  assert.ok(inserts('agent_os').includes('metadata.agent.agent_os:'));
  assert.ok(inserts('email').includes('actor.email:'));
});

test('what begins as it was typed comes first', () => {
  assert.deepEqual(inserts('type').slice(0, 2), ['actor.type:', 'target.type:']);
  assert.equal(inserts('event:a')[0], 'agent.remove');
  assert.equal(inserts('act')[0], 'actor:');
});

test('the field, the operator and what is typed of a value, for those who know values', () => {
  const of = (text: string) => {
    const { field, operator, part } = complete(text);
    return [field, operator, part];
  };
  assert.deepEqual(of('user:da'), ['actor', ':', 'da']);
  assert.deepEqual(of('-actor:x,"Mara \\"L'), ['actor', ':', 'Mara "L']);
  assert.deepEqual(of('extra~ti'), ['extra', '~', 'ti']);
  assert.deepEqual(of('da'), [null, null, 'da']);
});

test('an item replaces exactly what was typed of it', () => {
  const replaced = (text: string, caret: number): string => {
    const { from, to, items } = complete(text, caret);
    return text.slice(0, from) + (items[0]?.insert ?? '') + text.slice(to);
  };
  assert.equal(replaced('a -outcome:success,fa x', 21), 'a -outcome:success,failure x');
  assert.equal(replaced('outc', 2), 'outcome:');
  assert.equal(replaced('outc:fail', 3), 'outcome:fail');
  assert.equal(replaced('outcome:fail', 9), 'outcome:failure');
  assert.equal(replaced('outcome:"fail" x', 10), 'outcome:failure x');
  assert.equal(replaced('outcome:"fa event:x', 11), 'outcome:failure event:x');
});

/** Is there something to put after it that makes it a query? */
function begins(text: string): boolean {
  const ways = ['', 'x', '1', '::1', 'true', 'success', 'user', 'access', 'api', '2026-01-31', '00000000-0000-4000-8000-000000000000'];
  return ways.some((way) => {
    try {
      parseFilter(text + way);
      return true;
    } catch (error) {
      if (error instanceof FilterError) return false;
      throw error;
    }
  });
}

const typed = fc.oneof(
  fc.constantFrom('', '-', 'o', 'ag', 'outcome:', 'event:a', '-event:agent.remove,', 'event:"', 'target.t', 'metadata', 'actor.type:us'),
  fc.constantFrom(...fields.flatMap(({ name, kind }) => operatorsOf(kind).map((operator) => `${name}${operator}`))),
  fc.string({ maxLength: 5 }),
);
const before = fc.constantFrom('', 'a ', '"b, c"  ', '-outcome:success ', 'actor:"x y",z ');
const after = fc.constantFrom('', ' a', ' event:agent.remove', '\n"d"');

test('an item put in gives a query, or the beginning of one', () => {
  fc.assert(
    fc.property(before, typed, after, (head, term, tail) => {
      const text = head + term + tail;
      const { from, to, items } = complete(text, head.length + term.length);
      for (const { insert } of items) {
        assert.ok(begins(text.slice(0, from) + insert), `${text} with ${insert}`);
        assert.ok(from >= head.length && to <= head.length + term.length, 'what stands around it stays');
      }
    }),
    { numRuns: 2000 },
  );
});

test('a value of the data, put in as it is printed, gives a query', () => {
  const values = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((value) => value.replaceAll(/[\0\p{Surrogate}]/gu, ''))
    .filter((value) => value !== '');
  fc.assert(
    fc.property(
      before,
      fc.constantFrom('actor:', '-agent_pool:', 'producer:x,', 'target.type:"'),
      values,
      after,
      (head, term, value, tail) => {
        const text = head + term + tail;
        const { from, to } = complete(text, head.length + term.length);
        const printed = printTerm({ negated: false, field: 'actor', operator: ':', values: [{ text: value, prefix: false }] }).slice(6);
        const { terms } = parseFilter(text.slice(0, from) + printed + text.slice(to));
        assert.ok(terms.some((one) => one.values.at(-1)?.text === value));
      },
    ),
    { numRuns: 1000 },
  );
});

test('any text and caret', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(30), (text, at) => {
      const caret = Math.min(at, text.length);
      const { from, to } = complete(text, caret);
      assert.ok(0 <= from && from <= caret && caret <= to && to <= text.length);
    }),
  );
});
