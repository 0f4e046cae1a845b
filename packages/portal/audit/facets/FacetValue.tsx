import { visible } from '@annals/events';
import type { FacetField } from '../../api/facets.ts';
import { facetCopy } from '../../copy-facets.ts';
import { queryCopy } from '../../copy-query.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { AuditSearch } from '../search.ts';
import { choose, chooseOnly, sameValue, type Choice } from './facet-terms.ts';
import { valueTitle } from './value-title.ts';

interface Props {
  field: FacetField;
  value: string;
  /** Null for a chosen value that is not among the most frequent. */
  count: number | null;
  /** Of the most frequent value, 0 to 1. */
  share: number;
  choices: ReadonlyMap<string, { value: string; choice: Choice }> | null;
  search: AuditSearch;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** One value: a box that adds it to what is chosen, how often it is there, and beside it what shuts it out. */
export function FacetValue({ field, value, count, share, choices, search, ask }: Props) {
  const choice = choices?.get(sameValue(field, value))?.choice ?? 'free';
  const title = valueTitle(field, value);
  const events = count === null ? facetCopy.unknownCount : queryCopy.events(count);
  const turnTo = (wanted: Choice) => choose(search, field, value, choice === wanted ? 'free' : wanted);
  const isPossible = turnTo('included') !== null;
  const others = [...(choices ?? [])].some(([key, of]) => of.choice === 'included' && key !== sameValue(field, value));
  const apply = (changes: Partial<AuditSearch> | null): void => (changes === null ? undefined : ask(changes));
  return (
    <li className={`facet-value ${choice}`}>
      <label className="facet-main" title={isPossible ? visible(value) : facetCopy.tooLong}>
        <input
          type="checkbox"
          aria-label={facetCopy.include(title, events)}
          checked={choice === 'included'}
          disabled={!isPossible}
          onChange={() => apply(turnTo('included'))}
        />
        <span className="facet-text">{title}</span>
        <span className="facet-count">{count === null ? '–' : count.toLocaleString('en')}</span>
        <span className="facet-bar" aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      </label>
      <span className="facet-acts">
        {others && isPossible ? (
          <button
            type="button"
            className="facet-only"
            aria-label={facetCopy.onlyThis(title)}
            onClick={() => apply(chooseOnly(search, field, value))}
          >
            {facetCopy.only}
          </button>
        ) : null}
        <button
          type="button"
          className="facet-exclude"
          aria-label={facetCopy.exclude(title)}
          aria-pressed={choice === 'excluded'}
          title={facetCopy.exclude(title)}
          disabled={!isPossible}
          onClick={() => apply(turnTo('excluded'))}
        >
          <Icon name="exclude" />
        </button>
      </span>
    </li>
  );
}
