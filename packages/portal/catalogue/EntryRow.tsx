import type { CatalogueEntry } from '@annals/events';
import { lazy, Suspense, useEffect, useId, useRef } from 'react';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { Icon } from '../ui/Icon.tsx';

const EntryDetails = lazy(async () => ({ default: (await import('./EntryDetails.tsx')).EntryDetails }));

interface Props {
  entry: CatalogueEntry;
  organisation: string;
  /** Null while it is not known. */
  count: number | null;
  isOpen: boolean;
  onToggle: () => void;
}

/** One event in a line; open, everything there is to know of it. */
export function EntryRow({ entry, organisation, count, isOpen, onToggle }: Props) {
  const id = useId();
  const row = useRef<HTMLLIElement>(null);
  // A link to an entry leads to it, wherever in the list it stands.
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current) row.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <li ref={row} className={`catalogue-entry${isOpen ? ' open' : ''}`}>
      <h3>
        <button type="button" className="catalogue-line" aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
          <Icon name={isOpen ? 'more' : 'next'} />
          <span className="catalogue-title">{entry.title}</span>
          <code className="catalogue-id">{entry.id}</code>
          {entry.notable ? <span className="tag">{words.notable}</span> : null}
          <span className={`catalogue-count${count === 0 ? ' none' : ''}`}>
            {count === null ? '' : count === 0 ? words.never : words.count(count)}
          </span>
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen ? (
          <Suspense>
            <EntryDetails entry={entry} organisation={organisation} />
          </Suspense>
        ) : null}
      </div>
    </li>
  );
}
