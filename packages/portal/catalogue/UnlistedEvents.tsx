import { visible } from '@annals/events';
import type { FacetValue } from '../api/shapes.ts';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { matches } from '../ui/match-words.ts';
import { EventsLink } from './EventsLink.tsx';

/** Events that were recorded though the catalogue does not list them. */
export function UnlistedEvents({ values, find }: { values: readonly FacetValue[]; find: string }) {
  const shown = values.filter(({ value }) => matches(value, find));
  if (shown.length === 0) return null;
  return (
    <section className="catalogue-category" aria-labelledby="unlisted">
      <h2 id="unlisted">{words.unlisted}</h2>
      <p className="hint">{words.unlistedNote}</p>
      <ul className="catalogue-list">
        {shown.map(({ value, count }) => (
          <li key={value} className="catalogue-entry catalogue-unlisted">
            <code>{visible(value)}</code>
            <EventsLink event={value} title={visible(value)} />
            <span className="catalogue-count">{words.count(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
