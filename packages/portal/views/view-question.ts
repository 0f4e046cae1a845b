import type { ViewQuestion } from '@annals/events';
import { composeQuery } from '../audit/question.ts';
import { type AuditSearch, defaultAuditSearch } from '../audit/search.ts';
import { columnIds } from '../audit/table/columns.ts';
import { isLast } from '../audit/time/relative.ts';
import { isSavedView } from '../audit/views.ts';
import { endOf, endOfDay, isZone, momentsOf, startOf, startOfDay, utc, formatInstant } from '../audit/zone.ts';
import { daysOfPeriod } from './period.ts';

/** Between the state of the page and the question that a saved view keeps. What the view is about goes into its query; the page's own parts, like the open event, do not. */

export function viewQuestionOf(search: AuditSearch): ViewQuestion {
  const { last, from, to, zone, order, columns } = search;
  const q = composeQuery(isSavedView(search.view) ? { ...search, view: undefined } : search);
  const ends =
    last !== undefined
      ? { range: last }
      : { ...(from === undefined ? {} : { from: startOf(from, zone) }), ...(to === undefined ? {} : { to: endOf(to, zone) }) };
  return {
    ...(q === '' ? {} : { q }),
    ...ends,
    ...(order === 'oldest' ? { order: 'occurred_at' as const } : {}),
    ...(zone === utc ? {} : { zone }),
    ...(columns.length === 0 ? {} : { columns }),
  };
}

/** The page as the view was saved. The organisation is where it is opened. */
export function searchOfView(id: string, question: ViewQuestion, organisation: string | undefined): AuditSearch {
  const zone = question.zone !== undefined && isZone(question.zone) ? question.zone : utc;
  const range = question.range;
  return {
    ...defaultAuditSearch,
    organisation,
    view: id,
    q: question.q === '' ? undefined : question.q,
    zone,
    columns: columnIds.filter((id) => question.columns?.includes(id)),
    order: question.order === 'occurred_at' || question.order === 'sequence' ? 'oldest' : 'newest',
    ...(range === undefined ? momentsIn(question, zone) : isLast(range) ? { last: range } : daysOfPeriod(range, zone, Date.now())),
  };
}

function momentsIn({ from, to }: ViewQuestion, zone: string): Pick<AuditSearch, 'from' | 'to'> {
  if (from !== undefined && to !== undefined) return momentsOf(instantIn(from), instantIn(to), zone);
  const day = (instant: string, back: number): string =>
    formatInstant(new Date(Date.parse(instant) - back).toISOString(), zone).slice(0, 10);
  if (from !== undefined)
    return { from: startOfDay(day(from, 0), zone) === instantIn(from) ? day(from, 0) : instantIn(from), to: undefined };
  if (to !== undefined) return { from: undefined, to: endOfDay(day(to, 1), zone) === instantIn(to) ? day(to, 1) : instantIn(to) };
  return { from: undefined, to: undefined };
}

/** With milliseconds, as the address has it. */
function instantIn(text: string): string {
  return new Date(Date.parse(text)).toISOString();
}

/** Does the page ask something else than the view was saved with? */
export function isEdited(search: AuditSearch, question: ViewQuestion): boolean {
  const [now, saved] = [viewQuestionOf(search), viewQuestionOf(searchOfView('', question, undefined))];
  return JSON.stringify(sorted(now)) !== JSON.stringify(sorted(saved));
}

const sorted = (question: ViewQuestion): [string, unknown][] =>
  Object.entries(question).toSorted(([one], [other]) => (one < other ? -1 : 1));
