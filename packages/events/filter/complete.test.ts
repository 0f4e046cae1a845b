import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { completeFilter } from './complete.ts';

const events = [
  { id: 'agent.remove', title: 'Agent removed' },
  { id: 'auth.login', title: 'Sign-in' },
];
const inserts = (text: string, caret = text.length): string[] => completeFilter(text, caret, events).items.map((item) => item.insert);

test('names, values and events at the caret', () => {
  assert.deepEqual(inserts('outc'), ['outcome:']);
  assert.deepEqual(inserts('outcome:'), ['success', 'failure', 'unknown']);
  assert.deepEqual(inserts('-outcome:success,f'), ['failure']);
  assert.deepEqual(inserts('actor:"a b" event:remove'), ['agent.remove']);
  assert.ok(inserts('').includes('actor:'));
  assert.ok(inserts('sequence').includes('sequence>'));
  assert.equal(completeFilter('actor:da', 8, events).field, 'actor');
});

test('an item replaces exactly what was typed of it', () => {
  const { from, to, items } = completeFilter('a -outcome:success,fa x', 21, events);
  const text = 'a -outcome:success,fa x';
  assert.equal(text.slice(0, from) + (items[0]?.insert ?? '') + text.slice(to), 'a -outcome:success,failure x');
});

test('any text and caret', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(30), (text, at) => {
      const caret = Math.min(at, text.length);
      const { from, to } = completeFilter(text, caret, events);
      assert.ok(0 <= from && from <= caret && caret <= to && to <= text.length);
    }),
  );
});
