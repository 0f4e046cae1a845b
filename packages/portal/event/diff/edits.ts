export type EditKind = 'same' | 'removed' | 'added';

/** Tokens [from, to) of the text before (`same`, `removed`) or after (`added`). */
export interface Edit {
  kind: EditKind;
  tokens: string[];
}

/** Differences that are looked for; beyond, two texts have too little in common to be worth it. Bounds time and memory by its square. */
export const mostDifferences = 400;

/**
 * A shortest way from one row of tokens to another (Myers, “An O(ND) Difference Algorithm”), or null when it is longer
 * than {@link mostDifferences}. At most 400 × 400 steps, whatever is handed in.
 */
export function editsOf(before: readonly string[], after: readonly string[]): Edit[] | null {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const middle = a.length === 0 || b.length === 0 ? [edit('removed', a), edit('added', b)] : shortest(a, b);
  return middle === null
    ? null
    : joined([edit('same', before.slice(0, head)), ...middle, edit('same', before.slice(before.length - tail))]);
}

const edit = (kind: EditKind, tokens: string[]): Edit => ({ kind, tokens });

/** One row a difference: how far each diagonal came. */
function shortest(a: readonly string[], b: readonly string[]): Edit[] | null {
  const most = Math.min(a.length + b.length, mostDifferences);
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const rows: Int32Array[] = [];
  for (let differences = 0; differences <= most; differences++) {
    rows.push(reach.slice(middle - differences - 1, middle + differences + 2));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const down =
        diagonal === -differences || (diagonal !== differences && at(reach, middle + diagonal - 1) < at(reach, middle + diagonal + 1));
      let x = down ? at(reach, middle + diagonal + 1) : at(reach, middle + diagonal - 1) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      reach[middle + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return wayBack(a, b, rows);
    }
  }
  return null;
}

/** From the end to the beginning, through the rows that {@link shortest} kept. */
function wayBack(a: readonly string[], b: readonly string[], rows: readonly Int32Array[]): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let differences = rows.length - 1; differences >= 0; differences--) {
    const row = rows[differences]!;
    const reached = (diagonal: number): number => at(row, diagonal + differences + 1);
    const diagonal = x - y;
    const down = diagonal === -differences || (diagonal !== differences && reached(diagonal - 1) < reached(diagonal + 1));
    const fromX = differences === 0 ? 0 : down ? reached(diagonal + 1) : reached(diagonal - 1);
    const fromY = differences === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1);
    const start = differences === 0 ? 0 : down ? fromX : fromX + 1;
    edits.push(edit('same', a.slice(start, x)));
    if (differences > 0) edits.push(down ? edit('added', b.slice(fromY, fromY + 1)) : edit('removed', a.slice(fromX, fromX + 1)));
    [x, y] = [fromX, fromY];
  }
  return edits.reverse();
}

const at = (row: Int32Array, index: number): number => row[index] ?? 0;

/** Neighbours of one kind in one piece; what was removed stands before what was added in its place. */
function joined(edits: readonly Edit[]): Edit[] {
  const found: Edit[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = (): void => {
    if (removed.length > 0) found.push(edit('removed', removed));
    if (added.length > 0) found.push(edit('added', added));
    [removed, added] = [[], []];
  };
  for (const { kind, tokens } of edits) {
    if (tokens.length === 0) continue;
    if (kind === 'removed') removed.push(...tokens);
    else if (kind === 'added') added.push(...tokens);
    else {
      flush();
      const last = found.at(-1);
      if (last?.kind === 'same') last.tokens.push(...tokens);
      else found.push(edit('same', [...tokens]));
    }
  }
  flush();
  return found;
}
