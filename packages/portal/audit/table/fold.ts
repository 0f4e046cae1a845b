import type { RecordedEvent } from '@annals/events';

/**
 * Folding of repeats: rows that follow each other and differ in nothing but time and detail stand as one, with their
 * number. Nothing is lost: a display row is a run of rows, the runs cover all rows in order, and each can be opened.
 */

/** So many rows that repeat each other are worth folding; two are read faster than a count. */
export const leastRun = 3;

/** What repeats has the same actor, event, outcome and targets. */
export function repeatKey({ actor, event, outcome, targets }: RecordedEvent): string {
  return JSON.stringify([event, outcome, actor.type, actor.id, actor.email, actor.name, (targets ?? []).map(({ type, id }) => [type, id])]);
}

/**
 * Where each display row begins, and `count` at the end: row r shows the rows from `starts[r]` to before `starts[r + 1]`.
 * `isOpen` says of a run, by its first and last row, whether its rows stand by themselves.
 */
export function foldRows(count: number, repeats: (row: number) => boolean, isOpen: (first: number, last: number) => boolean): Int32Array {
  const starts = new Int32Array(count + 1);
  let rows = 0;
  for (let first = 0; first < count;) {
    let end = first + 1;
    while (end < count && repeats(end)) end++;
    if (end - first >= leastRun && !isOpen(first, end - 1)) starts[rows++] = first;
    else for (let row = first; row < end; row++) starts[rows++] = row;
    first = end;
  }
  starts[rows] = count;
  return starts.subarray(0, rows + 1);
}

/** Every row by itself. */
export function plainRows(count: number): Int32Array {
  return Int32Array.from({ length: count + 1 }, (_, row) => row);
}

/** The display row that shows a row. */
export function displayRowOf(starts: Int32Array, row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
