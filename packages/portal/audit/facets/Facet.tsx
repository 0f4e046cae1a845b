import { useId } from 'react';
import { facetCopy } from '../../copy-facets.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { FacetProps } from './facet-props.ts';
import { choicesOf } from './facet-terms.ts';
import { FacetValues } from './FacetValues.tsx';

/** One facet: a heading that opens and closes it, and says how much is chosen while it is closed. */
export function Facet({ isOpen, onToggle, ...facet }: FacetProps & { isOpen: boolean; onToggle: () => void }) {
  const id = useId();
  const chosen = choicesOf(facet.search, facet.field)?.size ?? 0;
  return (
    <section className="facet" aria-labelledby={`${id}-title`}>
      <h3>
        <button type="button" className="facet-head" aria-expanded={isOpen} onClick={onToggle}>
          <Icon name={isOpen ? 'more' : 'next'} />
          <span id={`${id}-title`}>{facet.title}</span>
          {chosen > 0 ? <span className="facet-chosen">{facetCopy.active(chosen)}</span> : null}
        </button>
      </h3>
      {isOpen ? <FacetValues {...facet} /> : null}
    </section>
  );
}
