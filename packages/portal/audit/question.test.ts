import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, parseFilter } from '@annals/events';
import fc from 'fast-check';
import { addTerm, composeQuery, pageRequestOf, queryErrorOf, questionOf } from './question.ts';
import { defaultAuditSearch } from './search.ts';
import { viewIds, views } from './views.ts';

test('whatever is typed into the strip, the query says exactly that', () => {
  const typed = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => !/[\0\p{Surrogate}]/u.test(text));
  fc.assert(
    fc.property(fc.array(typed, { minLength: 1, maxLength: 3 }), typed, typed, (user, state, extra) => {
      const { terms } = parseFilter(composeQuery({ ...defaultAuditSearch, user, state, extra }));
      assert.deepEqual(
        terms.map(({ field, operator, values }) => [field, operator, ...values.map((value) => value.text)]),
        [
          ['actor', ':', ...user],
          ['state', '~', state],
          ['extra', '~', extra],
        ],
      );
      assert.ok(terms.every(({ values }) => values.every(({ prefix }) => !prefix)));
    }),
  );
});

test('every view is a query', () => {
  for (const id of viewIds) {
    assert.equal(queryErrorOf(views[id].q), null);
    // Every subject that a view names is one of the catalogue.
    for (const [, subject = ''] of views[id].q.matchAll(/([a-z_.]+\.)\*/g))
      assert.ok(
        catalogue.some((entry) => entry.id.startsWith(subject)),
        `${id}: ${subject}`,
      );
  }
});

test('either bound alone is a range, in the zone of the page', () => {
  assert.deepEqual(questionOf({ ...defaultAuditSearch, from: '2026-03-29', zone: 'Europe/Berlin' }, 'o'), {
    organisation: 'o',
    q: '',
    from: '2026-03-28T23:00:00.000Z',
  });
  assert.deepEqual(questionOf({ ...defaultAuditSearch, to: '2026-03-29', zone: 'Europe/Berlin' }, 'o'), {
    organisation: 'o',
    q: '',
    to: '2026-03-29T22:00:00.000Z',
  });
});

test('without bounds everything there is, newest first, a hundred at once', () => {
  assert.deepEqual(pageRequestOf(defaultAuditSearch, 'o'), { organisation: 'o', q: '', order: '-occurred_at', limit: 100 });
});

test('a text that is no query says where it stops being one', () => {
  const error = queryErrorOf('actor:dana foo:bar');
  assert.deepEqual(error?.position, { offset: 11, length: 3 });
  assert.ok((error?.expected.length ?? 0) > 0);
});

test('a term is added once', () => {
  assert.equal(addTerm(undefined, 'actor', 'a b'), 'actor:"a b"');
  assert.equal(addTerm('x', 'outcome', 'failure'), 'x outcome:failure');
  assert.equal(addTerm('outcome:failure x', 'outcome', 'failure'), 'outcome:failure x');
});
