import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldOf, fields, operatorsOf, parseFilter, FilterError, type Filter, type FilterTerm } from '@annals/events';
import fc from 'fast-check';
import { Where } from './where.ts';

const organisation = '0193a000-aaaa-7000-8000-000000000001';
const hostile = fc.oneof(
  fc.constantFrom(
    "') OR 1=1 --",
    "\\') OR 1=1 --",
    '{p1:UUID}',
    '{organisation:UUID}',
    '"; DROP TABLE annals.events',
    '*/ OR /*',
    "'||'",
    '\\',
    "\\'",
    'x) OR (1',
    '`',
    '\u0001',
    'organisation',
    '%',
    "' FORMAT Null",
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
);
const whereOf = (filter: Filter, events: readonly string[] = []): Where =>
  new Where({ organisation, filter, fromMs: 1, toMs: 2, asOf: 3 }, () => events.map((event) => ({ event, outcome: event })));

/** Fields whose values are free text: whatever stands in them, the statement is the same. */
const free = [
  ...fields.filter(({ kind }) => kind === 'text' || kind === 'folded' || kind === 'event' || kind === 'enum').map(({ name }) => name),
];
const term: fc.Arbitrary<FilterTerm> = fc.constantFrom(...free).chain((field) =>
  fc.record({
    negated: fc.boolean(),
    field: fc.constant(field),
    operator: fc.constantFrom(...operatorsOf(fieldOf(field)?.field.kind ?? 'text')),
    values: fc.array(fc.record({ text: hostile, prefix: fc.boolean() }), { minLength: 1, maxLength: 3 }),
  }),
);

test('the text of a statement depends on the form of a query alone, never on its values', () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 5 }), hostile, (terms, event) => {
      const tame = terms.map((given) => ({ ...given, values: given.values.map(({ prefix }) => ({ text: 'tame', prefix })) }));
      assert.equal(whereOf({ terms }, [event]).text, whereOf({ terms: tame }, ['tame']).text);
    }),
    { numRuns: 2000 },
  );
});

test('keys that a producer chose and free words are parameters, too', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('extra.', 'metadata.user.'),
      hostile,
      hostile,
      fc.constantFrom(':', '~', '>'),
      (head, key, text, operator) => {
        const value = operator === '>' ? '5' : text;
        const filter = { terms: [{ negated: false, field: head + key, operator, values: [{ text: value, prefix: false }] } as FilterTerm] };
        const tame = {
          terms: [
            {
              ...filter.terms[0],
              field:
                head +
                key
                  .split('.')
                  .map(() => 'tame')
                  .join('.'),
            } as FilterTerm,
          ],
        };
        assert.equal(whereOf(filter).text, whereOf(tame).text);
        const words = whereOf({ terms: [{ negated: false, field: 'words', operator: ':', values: [{ text, prefix: false }] }] }).text;
        assert.match(words, /^FROM annals\.events_[0-9a-f]{12} WHERE organisation = \{p1:UUID\} AND [a-zA-Z0-9_ (){}:=<>',]*$/);
      },
    ),
    { numRuns: 1000 },
  );
});

test('every statement begins with the organisation, and each condition is closed in brackets', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), (parts) => {
      let filter: Filter;
      try {
        filter = parseFilter(parts.join(' '));
      } catch (error) {
        assert.ok(error instanceof FilterError);
        return;
      }
      const where = whereOf(filter);
      assert.ok(where.text.includes(' WHERE organisation = {p1:UUID} AND '));
      assert.equal(where.parameters.values['p1'], organisation);
      let depth = 0;
      for (const character of where.text) {
        if (character === '(') depth += 1;
        if (character === ')') depth -= 1;
        assert.ok(depth >= 0);
      }
      assert.equal(depth, 0);
      const outside = where.text.replace(/.* WHERE /, '');
      assert.ok(!topLevel(outside).includes(' OR '));
    }),
    { numRuns: 1000 },
  );
});

/** What stands outside of all brackets. */
function topLevel(text: string): string {
  let depth = 0;
  let found = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (depth === 0) found += character;
    if (character === ')') depth -= 1;
  }
  return found;
}
