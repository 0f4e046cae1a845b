import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { askAgain, auditSearchSchema, defaultAuditSearch, parseSearch, stringifySearch } from './search.ts';
import { viewIds } from './views.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const states = fc.record({
  organisation: optional(text),
  view: optional(fc.constantFrom(...viewIds)),
  q: optional(text),
  user: fc.array(text, { maxLength: 4 }),
  target: optional(text),
  state: optional(text),
  extra: optional(text),
  from: optional(fc.constantFrom('2026-01-01', '1999-12-31')),
  to: optional(fc.constant('2026-02-28')),
  zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  order: fc.constantFrom('newest' as const, 'oldest' as const),
  size: fc.constantFrom(10 as const, 25 as const, 50 as const, 100 as const),
  cursor: optional(text),
  skip: fc.nat(),
  event: optional(text),
});

/** Without the members that are undefined. */
const present = (state: object): unknown => JSON.parse(JSON.stringify(state));

test('every state of the page survives its address', () => {
  fc.assert(
    fc.property(states, (state) => {
      assert.deepEqual(present(auditSearchSchema.parse(parseSearch(stringifySearch(state)))), present(state));
    }),
  );
});

test('the page as it opens has an address without parameters', () => {
  assert.equal(stringifySearch(defaultAuditSearch), '');
  assert.deepEqual(auditSearchSchema.parse(parseSearch('')), defaultAuditSearch);
});

test('what cannot be read is dropped, not refused', () => {
  const state = auditSearchSchema.parse(
    parseSearch('?from=yesterday&zone=Middle/Earth&size=7&skip=-3&view=all&order=up&user=a&user=b&__proto__=x'),
  );
  assert.deepEqual(present(state), { ...defaultAuditSearch, user: ['a', 'b'] });
});

test('another question starts at its first page', () => {
  const state = askAgain({ ...defaultAuditSearch, cursor: 'abc', skip: 20, q: 'x' }, { state: 'login' });
  assert.equal(state.cursor, undefined);
  assert.equal(state.skip, 0);
  assert.equal(state.q, 'x');
});
