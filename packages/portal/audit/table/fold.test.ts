import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayRowOf, foldRows, leastRun, plainRows } from './fold.ts';

/** Rows as letters: equal neighbours repeat each other. */
const lists = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 });
const repeatsOf = (rows: readonly string[]) => (row: number) => row > 0 && rows[row] === rows[row - 1];

test('the runs cover every row once, in order, and what is unfolded is exactly the rows', () => {
  fc.assert(
    fc.property(lists, fc.func(fc.boolean()), (rows, isOpen) => {
      const starts = foldRows(rows.length, repeatsOf(rows), isOpen);
      const unfolded: string[] = [];
      for (let row = 0; row < starts.length - 1; row++) {
        const run = rows.slice(starts[row], starts[row + 1]);
        assert.ok(run.length > 0 && new Set(run).size === 1, 'a display row shows repeats of one thing');
        assert.ok(run.length === 1 || run.length >= leastRun);
        unfolded.push(...run);
      }
      assert.deepEqual(unfolded, rows);
    }),
  );
});

test('closed runs are as long as they can be; opened ones show every row', () => {
  fc.assert(
    fc.property(lists, (rows) => {
      const starts = foldRows(rows.length, repeatsOf(rows), () => false);
      for (let row = 1; row < starts.length - 1; row++) {
        const [before, from, to] = [starts[row - 1] ?? 0, starts[row] ?? 0, starts[row + 1] ?? 0];
        if (to - from >= leastRun || from - before >= leastRun) assert.notEqual(rows[from], rows[from - 1]);
      }
      assert.deepEqual(
        foldRows(rows.length, repeatsOf(rows), () => true),
        plainRows(rows.length),
      );
    }),
  );
});

test('every row has the display row that shows it', () => {
  fc.assert(
    fc.property(lists, (rows) => {
      const starts = foldRows(rows.length, repeatsOf(rows), () => false);
      rows.forEach((_, row) => {
        const shown = displayRowOf(starts, row);
        assert.ok((starts[shown] ?? 0) <= row && row < (starts[shown + 1] ?? 0));
      });
    }),
  );
});
