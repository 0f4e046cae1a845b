import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { facetQuery } from '../../api/facets.ts';
import { facetCopy } from '../../copy-facets.ts';
import { Button } from '../../ui/Button.tsx';
import { queryErrorOf, questionOf } from '../question.ts';
import type { FacetProps } from './facet-props.ts';
import { choicesOf, clearField, sameValue } from './facet-terms.ts';
import { FacetValue } from './FacetValue.tsx';
import { valueTitle } from './value-title.ts';

const few = 6;
const asked = 100;
/** From so many values on there is a field to find one. */
const searchable = 9;

/** The values of a facet: chosen ones first, then the most frequent. The last counts stay, dimmed, while new ones are fetched. */
export function FacetValues({ field, title, search, organisation, ask }: FacetProps) {
  const [find, setFind] = useState('');
  const [isLong, setLong] = useState(false);
  const choices = choicesOf(search, field);
  const isReadable = choices !== null && queryErrorOf(search.q ?? '') === null;
  const question = questionOf(isReadable ? { ...search, ...clearField(search, field) } : search, organisation);
  const counts = useQuery({ ...facetQuery(question, field, asked), enabled: isReadable, placeholderData: keepPreviousData });
  const { data, error } = counts;
  if (error !== null && data === undefined)
    return (
      <div className="facet-note">
        <p>{facetCopy.failed}</p>
        <Button kind="quiet" onPress={() => void counts.refetch()}>
          {facetCopy.retry}
        </Button>
      </div>
    );
  if (data === undefined) return <FacetSkeleton />;
  const known = new Set(data.map(({ value }) => sameValue(field, value)));
  const lost = [...(choices ?? [])].filter(([key]) => !known.has(key)).map(([, { value }]) => ({ value, count: null }));
  const all: { value: string; count: number | null }[] = [...lost, ...data];
  const wanted = find.trim().toLowerCase();
  const matching = wanted === '' ? all : all.filter(({ value }) => `${value} ${valueTitle(field, value)}`.toLowerCase().includes(wanted));
  const isShown = (value: string, at: number): boolean =>
    isLong || wanted !== '' || at < few || (choices?.has(sameValue(field, value)) ?? false);
  const shown = matching.filter(({ value }, at) => isShown(value, at));
  const most = Math.max(1, ...data.map(({ count }) => count));
  const isStale = counts.isPlaceholderData || error !== null;
  return (
    <div className={`facet-body${isStale ? ' is-stale' : ''}`} aria-busy={counts.isFetching}>
      {all.length >= searchable ? (
        <input
          type="search"
          className="input facet-find"
          aria-label={facetCopy.find(title)}
          placeholder={facetCopy.find(title)}
          value={find}
          onChange={(event) => setFind(event.target.value)}
        />
      ) : null}
      {all.length === 0 ? <p className="facet-note">{facetCopy.empty}</p> : null}
      {all.length > 0 && shown.length === 0 ? <p className="facet-note">{facetCopy.nothingFound}</p> : null}
      <ul className="facet-values">
        {shown.map(({ value, count }) => (
          <FacetValue
            key={value}
            field={field}
            value={value}
            count={count}
            share={(count ?? 0) / most}
            choices={choices}
            search={search}
            ask={ask}
          />
        ))}
      </ul>
      <div className="facet-foot">
        {wanted === '' && matching.length > few ? (
          <Button kind="quiet" aria-label={isLong ? facetCopy.less(title) : facetCopy.more(title)} onPress={() => setLong(!isLong)}>
            {isLong ? facetCopy.lessShort : facetCopy.moreShort}
          </Button>
        ) : null}
        {wanted !== '' && data.length === asked ? <p className="facet-note">{facetCopy.findFirst(asked)}</p> : null}
        {choices !== null && choices.size > 0 ? (
          <Button kind="quiet" aria-label={facetCopy.clear(title)} onPress={() => ask(clearField(search, field))}>
            {facetCopy.clearShort}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function FacetSkeleton() {
  return (
    <div className="facet-body" aria-busy="true">
      <span className="visually-hidden">{facetCopy.loading}</span>
      {[0, 1, 2].map((at) => (
        <span key={at} className="facet-bone" />
      ))}
    </div>
  );
}
