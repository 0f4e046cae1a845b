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
  chooser: { open: 'Table options', title: 'Columns', reset: 'Standard columns', density: 'Row height', fold: 'Fold repeats' },
  densities: { comfortable: 'Comfortable', compact: 'Compact' },
  rows: 'Rows',
  rowsLabel: 'Rows per page',
  all: 'All',
  run: (rows: number, isFolded: boolean) => (isFolded ? `Show all ${number(rows)} repeats` : `Fold ${number(rows)} repeats`),
  runSpan: (from: string, to: string) => `${from} to ${to}`,
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
  /** Two minutes, `2026-11-24 10:00`; a day that is the same is said once. */
  covered: (from: string, to: string) => `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`,
  live: {
    name: 'Live',
    on: 'New events appear as they are recorded.',
    polling: 'No live stream just now: asking every 3 s instead.',
    paused: {
      scroll: 'Paused while you are further down.',
      selection: 'Paused while text is selected.',
      drawer: 'Paused while an event is open.',
    },
    waiting: (events: number) => `Paused – ${number(events)} new, show`,
    rate: (perSecond: number) => `${perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 })} events/s`,
    gap: (from: number, to: number) => `Numbers ${number(from)} to ${number(to - 1)} were removed by retention before they could be shown.`,
  },
  end: {
    whole: 'Everything recorded is here. This is the first event.',
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
