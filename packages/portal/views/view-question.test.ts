import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { viewQuestion } from '@annals/events';
import { questionOf } from '../audit/question.ts';
import { type AuditSearch, defaultAuditSearch } from '../audit/search.ts';
import { columnIds } from '../audit/table/columns.ts';
import { presets } from '../audit/time/relative.ts';
import { viewIds } from '../audit/views.ts';
import { isEdited, searchOfView, viewQuestionOf } from './view-question.ts';

const id = '0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10';
const day = fc.integer({ min: 0, max: 30_000 }).map((at) => new Date(at * 86_400_000).toISOString().slice(0, 10));
const instant = fc.integer({ min: 0, max: 4_000_000_000 }).map((at) => new Date(at * 1000).toISOString());
const ends = fc.oneof(
  fc.record({ last: fc.constantFrom(...presets, '2w') }),
  fc.record({ from: fc.option(fc.oneof(day, instant), { nil: undefined }), to: fc.option(fc.oneof(day, instant), { nil: undefined }) }),
);
const search: fc.Arbitrary<AuditSearch> = fc
  .tuple(
    ends,
    fc.record({
      view: fc.option(fc.constantFrom(...viewIds, id), { nil: undefined }),
      q: fc.option(fc.constantFrom('outcome:failure', 'actor:a b', 'word'), { nil: undefined }),
      user: fc.array(fc.constantFrom('dana@example.com', 'a', 'b c'), { maxLength: 2 }),
      state: fc.option(fc.constantFrom('create', 'a "b"'), { nil: undefined }),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata'),
      order: fc.constantFrom('newest' as const, 'oldest' as const),
      columns: fc.shuffledSubarray([...columnIds]),
    }),
  )
  .map(([range, rest]) => ({ ...defaultAuditSearch, ...range, ...rest }));

test('a view that was saved asks what the page asked, and is not edited when it is opened', () => {
  fc.assert(
    fc.property(search, (page) => {
      const saved = viewQuestionOf(page);
      assert.deepEqual(viewQuestion.parse(saved), saved);
      const opened = searchOfView(id, saved, 'acme');
      assert.deepEqual(questionOf(opened, ''), questionOf({ ...page, view: page.view === id ? undefined : page.view }, ''));
      assert.equal(opened.last, page.last);
      assert.equal(opened.order, page.order);
      assert.deepEqual(opened.columns.toSorted(), page.columns.toSorted());
      assert.equal(isEdited(opened, saved), false);
      assert.equal(isEdited({ ...opened, q: 'something:else' }, saved), true);
    }),
  );
});

test('whole days come back as whole days of their zone', () => {
  const page = { ...defaultAuditSearch, zone: 'Europe/Berlin', from: '2026-10-25', to: '2026-10-25' };
  assert.equal(viewQuestionOf(page).from, '2026-10-24T22:00:00.000Z');
  const opened = searchOfView(id, viewQuestionOf(page), undefined);
  assert.deepEqual([opened.from, opened.to], ['2026-10-25', '2026-10-25']);
});
