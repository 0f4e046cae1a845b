import { lazy, Suspense, useState, type ReactNode } from 'react';
import { facetCopy } from '../../copy-facets.ts';
import { recall, remember } from '../../shell/memory.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { FacetsProps } from './facet-props.ts';
import { useMedia } from './use-media.ts';

const Facets = lazy(async () => ({ default: (await import('./Facets.tsx')).Facets }));
const FacetSheet = lazy(async () => ({ default: (await import('./FacetSheet.tsx')).FacetSheet }));

const hidden = 'annals.facets.hidden';

interface Props extends FacetsProps {
  /** The rows are there: only then facets are fetched, code and counts. */
  isReady: boolean;
  children: ReactNode;
}

/** The table with the facets at its left, or, where the window is narrow, behind a button. Whether they show is remembered. */
export function WithFacets({ isReady, children, ...facets }: Props) {
  const isWide = useMedia('(min-width: 1180px)');
  const [isShown, setShown] = useState(() => recall(hidden) === null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const isRail = isWide && isShown;
  const toggle = (): void => {
    if (!isWide) return setSheetOpen(true);
    remember(hidden, isShown ? 'yes' : null);
    setShown(!isShown);
  };
  return (
    <div className={`with-facets${isRail ? ' has-rail' : ''}`}>
      <section className="facet-rail" aria-label={facetCopy.title}>
        <h2>
          <button
            type="button"
            className="button quiet facet-toggle"
            {...(isWide ? { 'aria-expanded': isShown } : { 'aria-haspopup': 'dialog' })}
            onClick={toggle}
          >
            <Icon name="facets" /> {facetCopy.title}
            <span className="facet-toggle-mark">
              <Icon name={isRail ? 'previous' : 'next'} />
            </span>
          </button>
        </h2>
        {isRail && isReady ? (
          <Suspense>
            <Facets {...facets} />
          </Suspense>
        ) : null}
      </section>
      <div className="facet-beside">{children}</div>
      {isSheetOpen && !isWide ? (
        <Suspense>
          <FacetSheet {...facets} onClose={() => setSheetOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
