import { recall, remember } from '../../shell/memory.ts';

/** The columns of the table, in their order. Date, User, State and Extra data are those of the original page. */
export const columnIds = ['date', 'user', 'event', 'state', 'target', 'ip', 'extra'] as const;
export type ColumnId = (typeof columnIds)[number];

/** Share of the width, and the width below which the table goes without a column that nobody asked for. */
const shapes: Readonly<Record<ColumnId, { track: string; fromPx: number }>> = {
  date: { track: '176px', fromPx: 0 },
  user: { track: 'minmax(0, 17fr)', fromPx: 0 },
  event: { track: 'minmax(0, 30fr)', fromPx: 0 },
  state: { track: 'minmax(0, 20fr)', fromPx: 0 },
  target: { track: 'minmax(0, 14fr)', fromPx: 1500 },
  ip: { track: '118px', fromPx: 1120 },
  extra: { track: 'minmax(0, 24fr)', fromPx: 900 },
};

/** What is shown where nothing was chosen; the Event names the target already, so that column goes first where there is little room. */
export function defaultColumns(widthPx: number): ColumnId[] {
  return columnIds.filter((id) => widthPx >= shapes[id].fromPx);
}

/** In the order of the table, whatever order they were named in. */
export function ordered(chosen: readonly string[]): ColumnId[] {
  return columnIds.filter((id) => chosen.includes(id));
}

/** A card has two lines: what happened, and how it ended and when. */
export function cardColumns(columns: readonly ColumnId[]): ColumnId[] {
  return columns.includes('event') ? ['event', 'state', 'date'] : ['state', 'user', 'date'];
}

export function tracksOf(columns: readonly ColumnId[]): string {
  return columns.map((id) => shapes[id].track).join(' ');
}

const place = 'annals.columns';

export function recallColumns(): ColumnId[] {
  return ordered((recall(place) ?? '').split(','));
}

/** Empty: the default again. */
export function rememberColumns(columns: readonly ColumnId[]): void {
  remember(place, columns.length === 0 ? null : columns.join(','));
}
