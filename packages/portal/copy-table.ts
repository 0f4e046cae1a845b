import type { ColumnId } from './audit/table/columns.ts';

const number = (value: number): string => value.toLocaleString('en');

/** Every English word of the table of events: columns, rows, live, and what is said about completeness. */
export const tableCopy = {
  columns: {
    date: 'Date',
    user: 'User',
    event: 'Event',
    state: 'State',
    target: 'Target',
    ip: 'Source IP',
    extra: 'Extra data',
  } satisfies Record<ColumnId, string>,
  chooser: { open: 'Columns and rows', title: 'Columns', reset: 'Standard columns', density: 'Row height', fold: 'Fold repeats' },
  densities: { comfortable: 'Comfortable', compact: 'Compact' },
  rows: 'Rows',
  rowsLabel: 'Rows per page',
  all: 'All',
  run: (rows: number, isFolded: boolean) => (isFolded ? `Show all ${number(rows)} repeats` : `Fold ${number(rows)} repeats`),
  runSpan: (from: string, to: string) => `${from} to ${to}`,
  keys: 'Arrow keys move, Enter opens, c copies the link, f filters by this user, full stop by this event.',
  linkCopied: 'Link copied',
  linkFailed: 'The link could not be copied',
  slow: (seconds: number) => `Still looking after ${seconds} s`,
  cancel: 'Cancel',
  cancelled: 'Cancelled. What is shown may be incomplete.',
  restFailed: (rows: number) => `The first ${number(rows)} rows are here; the rows after them could not be loaded.`,
  loadingMore: 'Loading more rows',
  asOf: (time: string) => `as of ${time}`,
  asOfTitle: (sequence: number) => `Nothing above number ${number(sequence)} is in these rows or in their number.`,
  atLeast: 'The index is being filled: these are not all events yet.',
  behind: (indexed: number, seconds: number) => `indexed to ${number(indexed)}: ${seconds} s behind`,
  covered: (from: string, to: string) => `${from} – ${to}`,
  end: {
    whole: 'Everything recorded is here: this is the first event.',
    wholeNewest: 'This is the newest event.',
    filtered: 'No further events meet these conditions.',
    rangeStart: (moment: string) => `Start of the chosen range: ${moment}`,
    rangeEnd: (moment: string) => `End of the chosen range: ${moment}`,
    edge: (kept: string | null) => `Start of what is kept${kept === null ? '' : `: ${kept}`}. Older events were removed by retention.`,
    most: (rows: number) => `These are ${number(rows)} rows, as many as a page holds.`,
    goOn: 'Go on from here',
    cut: (rows: number) => `While live, the newest ${number(rows)} rows are kept.`,
    older: 'Show older events',
  },
} as const;
