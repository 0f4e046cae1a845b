import { FilterError, parseFilter, quoteValue } from '@annals/events';
import type { PageRequest, Question } from '../api/events.ts';
import type { AuditSearch } from './search.ts';
import { builtInView } from './views.ts';
import { endOf, startOf } from './zone.ts';

/** Rows of the first page of a list: more than a screen, and fast. */
const firstRows = 100;

/** What the API is asked for a state of the page: one query from view, strip and query field, and a range of instants. */
export function questionOf(search: AuditSearch, organisation: string): Question {
  return {
    organisation,
    q: composeQuery(search),
    ...(search.from === undefined ? {} : { from: startOf(search.from, search.zone) }),
    ...(search.to === undefined ? {} : { to: endOf(search.to, search.zone) }),
  };
}

export function pageRequestOf(search: AuditSearch, organisation: string): PageRequest {
  return {
    ...questionOf(search, organisation),
    order: search.order === 'oldest' ? 'occurred_at' : '-occurred_at',
    limit: search.size === 'all' ? firstRows : search.size,
    ...(search.cursor === undefined ? {} : { cursor: search.cursor }),
  };
}

/** All terms must hold; every value is quoted as the query language asks. */
export function composeQuery(search: AuditSearch): string {
  const terms: string[] = [];
  const base = builtInView(search.view)?.q ?? '';
  if (base !== '') terms.push(base);
  if (search.user.length > 0) terms.push(`actor:${search.user.map(quoteValue).join(',')}`);
  if (search.target !== undefined) terms.push(`target~${quoteValue(search.target)}`);
  if (search.state !== undefined) terms.push(`state~${quoteValue(search.state)}`);
  if (search.extra !== undefined) terms.push(`extra~${quoteValue(search.extra)}`);
  if (search.q !== undefined) terms.push(search.q);
  return terms.join(' ');
}

/** Why a text is not a query, or null. */
export function queryErrorOf(text: string): FilterError | null {
  try {
    parseFilter(text);
    return null;
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
}

/** The text with one more term that must hold; a term that is there already is not repeated. */
export function addTerm(q: string | undefined, name: string, value: string, negated = false): string {
  const term = `${negated ? '-' : ''}${name}:${quoteValue(value)}`;
  if (q === undefined || q.trim() === '') return term;
  return ` ${q} `.includes(` ${term} `) ? q : `${q} ${term}`;
}
