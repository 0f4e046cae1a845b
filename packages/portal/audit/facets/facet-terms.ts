import { appendTerm, fieldOf, readTerms, removeTerm, replaceTerm, type FilterTerm } from '@annals/events';
import type { FacetField } from '../../api/facets.ts';
import { composeQuery, queryErrorOf } from '../question.ts';
import type { AuditSearch } from '../search.ts';

/** What the query says of the values of one field, and how it changes when a value is chosen, shut out or let go. */

export type Choice = 'included' | 'excluded' | 'free';
type Changes = Pick<AuditSearch, 'q' | 'user'>;

/** Values as the query compares them: some fields do not tell upper from lower case. */
export function sameValue(field: FacetField, value: string): string {
  return fieldOf(field)?.field.kind === 'folded' ? value.toLowerCase() : value;
}

/** Chosen and shut-out values by how they compare, with their own spelling; null where the query cannot be read. */
export function choicesOf(search: AuditSearch, field: FacetField): ReadonlyMap<string, { value: string; choice: Choice }> | null {
  if (queryErrorOf(search.q ?? '') !== null) return null;
  const found = new Map<string, { value: string; choice: Choice }>();
  const add = (value: string, choice: Choice): void => void found.set(sameValue(field, value), { value, choice });
  if (field === 'actor') search.user.forEach((value) => add(value, 'included'));
  for (const { term } of readTerms(search.q ?? ''))
    if (isOf(term, field)) for (const { text } of term.values) add(text, term.negated ? 'excluded' : 'included');
  return found;
}

/** The page with a value of the field as `choice` says; null where no query can say that. */
export function choose(search: AuditSearch, field: FacetField, value: string, choice: Choice): Changes | null {
  const free = letGo(search, field, (text) => sameValue(field, text) === sameValue(field, value));
  if (choice === 'free') return checked(search, free);
  const { q = '', user } = free;
  const negated = choice === 'excluded';
  const terms = readTerms(q);
  const at = terms.findIndex(({ term }) => isOf(term, field) && term.negated === negated);
  const found = terms[at]?.term;
  const added = { text: value, prefix: false };
  if (found !== undefined) return checked(search, { user, q: replaceTerm(q, at, { ...found, values: [...found.values, added] }) });
  // The strip above the table has a place of its own for users.
  if (field === 'actor' && !negated) return checked(search, { q: free.q, user: [...user, value] });
  return checked(search, { user, q: appendTerm(q, { negated, field, operator: ':', values: [added] }) });
}

/** As {@link choose}, with every other chosen value let go. */
export function chooseOnly(search: AuditSearch, field: FacetField, value: string): Changes | null {
  return choose({ ...search, ...letGo(search, field, (_, negated) => !negated) }, field, value, 'included');
}

/** The page without a word about the field: what the counts of its values are of, so that one can change one's mind. */
export function clearField(search: AuditSearch, field: FacetField): Changes {
  return letGo(search, field, () => true);
}

function letGo(search: AuditSearch, field: FacetField, goes: (value: string, negated: boolean) => boolean): Changes {
  let q = search.q ?? '';
  const terms = readTerms(q);
  // From the last to the first, so that the numbers of the others stay.
  for (let at = terms.length - 1; at >= 0; at -= 1) {
    const term = terms[at]?.term;
    if (term === undefined || !isOf(term, field)) continue;
    const values = term.values.filter(({ text }) => !goes(text, term.negated));
    if (values.length === 0) q = removeTerm(q, at);
    else if (values.length < term.values.length) q = replaceTerm(q, at, { ...term, values });
  }
  const user = field === 'actor' ? search.user.filter((value) => !goes(value, false)) : search.user;
  return { q: q === '' ? undefined : q, user };
}

function isOf(term: FilterTerm, field: FacetField): boolean {
  return term.field === field && term.operator === ':' && term.values.every(({ prefix }) => !prefix);
}

function checked(search: AuditSearch, changes: Changes): Changes | null {
  return queryErrorOf(composeQuery({ ...search, ...changes })) === null ? changes : null;
}
