import {
  allowsPrefix,
  fieldOf,
  FilterError,
  negateTerm,
  readTerms,
  removeTerm,
  visible,
  type FilterTerm,
  type Position,
  appendTerm,
} from '@annals/events';
import { copy } from '../../copy.ts';
import { queryCopy } from '../../copy-query.ts';
import type { AuditSearch } from '../search.ts';
import { formatInstant, isInstant } from '../zone.ts';
import { lastText } from '../time/time-text.ts';
import { builtInView } from '../views.ts';

/** One condition that every row of the table meets, in words, and the state of the page without it or turned round. */
export interface Chip {
  key: string;
  name: string;
  relation: string;
  value: string;
  without: Partial<AuditSearch>;
  /** Null where the opposite cannot be asked. */
  turned: Partial<AuditSearch> | null;
  /** Where it stands in the query's text; null when it comes from elsewhere. */
  place: Position | null;
}

/** Every condition of the page in the order in which people set them. A text that is no query has no chips. */
export function chipsOf(search: AuditSearch): Chip[] {
  return [...viewChip(search), ...timeChip(search), ...stripChips(search), ...termChips(search)];
}

/** A chip as one text, for readers and tests: `outcome is failure`. */
export function chipText({ name, relation, value }: Chip): string {
  return [name, relation, value].filter((part) => part !== '').join(' ');
}

/** A saved view is no condition of its own: what it asks stands in the query. */
function viewChip(search: AuditSearch): Chip[] {
  const view = builtInView(search.view);
  if (view === null) return [];
  const value = copy.audit.view[view.id].name;
  return [{ key: 'view', name: queryCopy.names.view, relation: '', value, without: { view: undefined }, turned: null, place: null }];
}

function timeChip({ last, from, to, zone }: AuditSearch): Chip[] {
  if (last !== undefined)
    return [
      {
        key: 'time',
        name: queryCopy.names.time,
        relation: '',
        value: lastText(last),
        without: { last: undefined },
        turned: null,
        place: null,
      },
    ];
  if (from === undefined && to === undefined) return [];
  const text = (moment: string): string => (isInstant(moment) ? formatInstant(moment, zone) : moment);
  const { time } = queryCopy;
  const value =
    from === undefined ? time.to(text(to ?? '')) : to === undefined ? time.from(text(from)) : time.between(text(from), text(to));
  const without = { from: undefined, to: undefined };
  return [{ key: 'time', name: queryCopy.names.time, relation: '', value, without, turned: null, place: null }];
}

function stripChips(search: AuditSearch): Chip[] {
  const { user, target, state, extra } = search;
  const chips: Chip[] = [];
  const add = (
    key: 'user' | 'target' | 'state' | 'extra',
    field: string,
    operator: ':' | '~',
    values: string[],
    without: Partial<AuditSearch>,
  ): void => {
    const term: FilterTerm = { negated: true, field, operator, values: values.map((text) => ({ text, prefix: false })) };
    chips.push({
      key,
      name: queryCopy.names[key],
      relation: queryCopy.relations[operator][0] ?? '',
      value: values.map(visible).join(queryCopy.or),
      without,
      turned: { ...without, q: appendTerm(search.q ?? '', term) },
      place: null,
    });
  };
  if (user.length > 0) add('user', 'actor', ':', user, { user: [] });
  if (target !== undefined) add('target', 'target', '~', [target], { target: undefined });
  if (state !== undefined) add('state', 'state', '~', [state], { state: undefined });
  if (extra !== undefined) add('extra', 'extra', '~', [extra], { extra: undefined });
  return chips;
}

function termChips({ q }: AuditSearch): Chip[] {
  if (q === undefined) return [];
  try {
    return readTerms(q).map(({ term, position }, at) => ({
      key: `term-${at}`,
      ...termWords(term),
      without: { q: orNone(removeTerm(q, at)) },
      turned: { q: negateTerm(q, at) },
      place: position,
    }));
  } catch (error) {
    if (error instanceof FilterError) return [];
    throw error;
  }
}

const orNone = (q: string): string | undefined => (q === '' ? undefined : q);

function termWords({ field, operator, values, negated }: FilterTerm): Pick<Chip, 'name' | 'relation' | 'value'> {
  const which = negated ? 1 : 0;
  const isPresence = values.every(({ text, prefix }) => prefix && text === '') && allowsPrefix(fieldOf(field)?.field.kind ?? 'text');
  if (isPresence) return { name: visible(field), relation: queryCopy.present[which] ?? '', value: '' };
  const value = values
    .map(({ text, prefix }) => (prefix ? queryCopy.begins(visible(text)) : visible(text) || queryCopy.none))
    .join(queryCopy.or);
  if (field === 'words') return { name: queryCopy.names.words, relation: queryCopy.words[which] ?? '', value };
  return { name: visible(field), relation: queryCopy.relations[operator][which] ?? '', value };
}
