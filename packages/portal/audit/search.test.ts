import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { askAgain, auditSearchSchema, defaultAuditSearch, pageSizes, parseSearch, stringifySearch } from './search.ts';
import { columnIds } from './table/columns.ts';
import { presets } from './time/relative.ts';
import { viewIds } from './views.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' });
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const states = fc.record({
  organisation: optional(text),
  view: optional(fc.constantFrom(...viewIds, '0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10')),
  last: optional(fc.constantFrom(...presets, '12h', '2w')),
  q: optional(text),
  user: fc.array(text, { maxLength: 4 }),
  target: optional(text),
  state: optional(text),
  extra: optional(text),
  from: optional(fc.constantFrom('2026-01-01', '1999-12-31')),
  to: optional(fc.constant('2026-02-28')),
  zone: fc.constantFrom('UTC', 'Europe/Berlin'),
  order: fc.constantFrom('newest' as const, 'oldest' as const),
  size: fc.constantFrom('all' as const, ...pageSizes),
  columns: fc.subarray([...columnIds]),
  live: fc.boolean(),
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

test('a range ends now or has its ends, whichever was asked last', () => {
  const lately = askAgain({ ...defaultAuditSearch, from: '2026-11-01', to: '2026-11-02' }, { last: '24h' });
  assert.deepEqual([lately.last, lately.from, lately.to], ['24h', undefined, undefined]);
  const fixed = askAgain(lately, { from: '2026-11-01' });
  assert.deepEqual([fixed.last, fixed.from], [undefined, '2026-11-01']);
  assert.equal(askAgain(lately, { q: 'word' }).last, '24h');
});

test('who takes the last condition of a saved view away leaves the view, for its address alone means the view as it was saved', () => {
  const view = '0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10';
  const opened = { ...defaultAuditSearch, view, q: 'outcome:failure', zone: 'Europe/Berlin' };
  assert.equal(askAgain(opened, { q: undefined }).view, view);
  assert.equal(askAgain({ ...opened, zone: 'UTC' }, { q: undefined }).view, undefined);
  assert.equal(askAgain({ ...defaultAuditSearch, view: 'failures' }, { q: undefined }).view, 'failures');
});
