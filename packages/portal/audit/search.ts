import * as z from 'zod/mini';
import { catch as fallBack, _default as withDefault } from 'zod/mini';
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

/** A text of the address; dropped when it is not as it must be. */
const kept = (...checks: Parameters<ReturnType<typeof z.string>['check']>) => fallBack(z.optional(z.string().check(...checks)), undefined);
const text = kept(z.minLength(1), z.maxLength(2048));
const moment = kept(z.refine(isMoment));
const list = fallBack(
  withDefault(
    z.pipe(
      z.transform((value) => (typeof value === 'string' ? [value] : value)),
      z.array(z.string().check(z.minLength(1))).check(z.maxLength(50)),
    ),
    [],
  ),
  [],
);

export const auditSearchSchema = z.object({
  organisation: text,
  view: kept(z.refine(isViewId)),
  q: kept(z.minLength(1), z.maxLength(4096)),
  user: list,
  target: text,
  state: text,
  extra: text,
  /** A range that ends now. With `from` it is held there, so that a page's cursor fits. */
  last: kept(z.refine(isLast)),
  from: moment,
  to: moment,
  zone: fallBack(withDefault(z.string().check(z.refine(isZone)), utc), utc),
  order: fallBack(withDefault(z.enum(['newest', 'oldest']), 'newest'), 'newest'),
  size: fallBack(
    withDefault(
      z.pipe(
        z.transform((value) => (value === 'all' ? value : Number(value))),
        z.literal(['all', ...pageSizes]),
      ),
      'all',
    ),
    'all',
  ),
  /** Columns of the table; none: as this browser has them. */
  columns: fallBack(
    withDefault(
      z.pipe(
        z.transform((value) => (typeof value === 'string' ? value.split(',') : value)),
        z.array(z.enum(columnIds)),
      ),
      [],
    ),
    [],
  ),
  /** New events come by themselves. */
  live: withDefault(
    z.pipe(
      z.transform((value) => value === true || value === 'true'),
      z.boolean(),
    ),
    false,
  ),
  cursor: text,
  /** Rows before this page, for "11–20 of 36". */
  skip: fallBack(withDefault(z.coerce.number().check(z.int(), z.gte(0)), 0), 0),
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
