import { z } from 'zod';
import { columnIds } from './table/columns.ts';
import { isMoment, isZone, utc } from './zone.ts';
import { isLast } from './time/relative.ts';
import { isSavedView, isViewId } from './views.ts';

/**
 * The state of the audit page that a URL holds: paste it anywhere and the same rows come.
 * What cannot be read is dropped, never an error; what is at its default is not written.
 */

/** Rows of a page; `all` is one list that goes on as it is scrolled. */
export const pageSizes = [10, 25, 50, 100] as const;
export type PageSize = 'all' | (typeof pageSizes)[number];

const text = z.string().min(1).max(2048).optional().catch(undefined);
const moment = z.string().refine(isMoment).optional().catch(undefined);
const list = z
  .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string().min(1)).max(50).default([]))
  .catch([]);

export const auditSearchSchema = z.object({
  organisation: text,
  view: z.string().refine(isViewId).optional().catch(undefined),
  q: z.string().min(1).max(4096).optional().catch(undefined),
  user: list,
  target: text,
  state: text,
  extra: text,
  /** A range that ends now. With `from` it is held there, so that a page's cursor fits. */
  last: z.string().refine(isLast).optional().catch(undefined),
  from: moment,
  to: moment,
  zone: z.string().refine(isZone).default(utc).catch(utc),
  order: z.enum(['newest', 'oldest']).default('newest').catch('newest'),
  size: z
    .preprocess((value) => (value === 'all' ? value : Number(value)), z.literal(['all', ...pageSizes]))
    .default('all')
    .catch('all'),
  /** Columns of the table; none: as this browser has them. */
  columns: z
    .preprocess((value) => (typeof value === 'string' ? value.split(',') : value), z.array(z.enum(columnIds)).default([]))
    .catch([]),
  /** New events come by themselves. */
  live: z.preprocess((value) => value === true || value === 'true', z.boolean()).default(false),
  cursor: text,
  /** Rows before this page, for "11–20 of 36". */
  skip: z.coerce.number().int().min(0).default(0).catch(0),
  /** Id of the event in the drawer. */
  event: text,
});

export type AuditSearch = z.output<typeof auditSearchSchema>;

export const defaultAuditSearch: AuditSearch = auditSearchSchema.parse({});

export type SearchValues = Record<string, unknown>;

/** `?user=a&user=b` as names and values; a repeated name is a list. */
export function parseSearch(query: string): SearchValues {
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const known = values[name];
    values[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return values;
}

/** The reverse; values at their default, empty and absent ones are left out. */
export function stringifySearch(values: SearchValues): string {
  const defaults: SearchValues = defaultAuditSearch;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '' || value === defaults[name]) continue;
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one));
  }
  const written = parameters.toString();
  return written === '' ? '' : `?${written}`;
}

/** The same question from its first page, with `changes`; a change of what is asked never keeps a cursor. A range ends now or has its ends: never both. */
export function askAgain(search: AuditSearch, changes: Partial<AuditSearch>): AuditSearch {
  const last = 'last' in changes || !('from' in changes || 'to' in changes) ? { ...search, ...changes }.last : undefined;
  const ends = last === undefined ? {} : { from: undefined, to: undefined };
  const next = { ...search, ...changes, ...ends, last, cursor: undefined, skip: 0 };
  // The address of a saved view alone means the view as it was saved: who takes the last condition away leaves it.
  return isSavedView(next.view) && !hasQuestion(next) ? { ...next, view: undefined } : next;
}

/** Is anything of the filter strip set? */
export function hasStripFilter(search: Pick<AuditSearch, 'user' | 'state' | 'extra'>): boolean {
  return search.user.length > 0 || search.state !== undefined || search.extra !== undefined;
}

function hasQuestion({ q, target, last, from, to, order, zone, ...search }: AuditSearch): boolean {
  return [q, target, last, from, to].some((one) => one !== undefined) || order !== 'newest' || zone !== utc || hasStripFilter(search);
}

/** Is anything set that keeps events from being shown? */
export function hasFilter(search: AuditSearch): boolean {
  return hasStripFilter(search) || search.q !== undefined || search.view !== undefined || search.target !== undefined;
}
