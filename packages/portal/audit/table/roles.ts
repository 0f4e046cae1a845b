/**
 * Elements of a table that are laid out as blocks are no table any more to some browsers; these say that they are.
 * Given as one, for a role beside its own element looks like a mistake, and here is none.
 */
export const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;
