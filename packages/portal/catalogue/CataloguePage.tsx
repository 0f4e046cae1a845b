import { catalogue } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { volumesQuery } from '../api/catalogue.ts';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { pressControl } from '../keys/press-control.ts';
import { useKey } from '../keys/use-key.ts';
import { paths } from '../paths.ts';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { useOrganisation } from '../shell/use-organisation.ts';
import '../styles/catalogue.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { EntryRow } from './EntryRow.tsx';
import { findEntries } from './find-entries.ts';
import { UnlistedEvents } from './UnlistedEvents.tsx';

/** Every event of the catalogue by category, with how often it was recorded here; and what was recorded without being listed. */
export function CataloguePage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const { find = '', entry: open } = useSearch({ from: paths.catalogue });
  const navigate = useNavigate({ from: paths.catalogue });
  const volumes = useQuery(volumesQuery(organisation));
  const id = useId();
  useKey('query', () => pressControl('query'));
  const found = findEntries(find);
  const shown = found.reduce((sum, { entries }) => sum + entries.length, 0);
  const change = (changes: { find?: string | undefined; entry?: string | undefined }): void =>
    void navigate({ search: (now) => ({ ...now, ...changes }), replace: true, resetScroll: false });
  return (
    <SettingsPage title={words.title} lead={words.lead}>
      <div className="catalogue-find">
        <div className="field">
          <label htmlFor={id}>{words.find}</label>
          <input
            id={id}
            data-shortcut="query"
            className="input"
            type="search"
            placeholder={words.findHint}
            value={find}
            onChange={(event) => change({ find: event.target.value === '' ? undefined : event.target.value })}
          />
        </div>
        <p className="hint" role="status">
          {words.shown(shown, catalogue.length)}
        </p>
      </div>
      {volumes.error === null ? null : <ErrorPanel error={volumes.error} onRetry={() => void volumes.refetch()} />}
      {shown === 0 ? (
        <div className="empty">
          <h2>{words.none.title}</h2>
          <p>{words.none.text}</p>
        </div>
      ) : null}
      {found.map(({ category, entries }) => (
        <section key={category} className="catalogue-category" aria-labelledby={`${id}-${category}`}>
          <h2 id={`${id}-${category}`}>{words.categories[category]}</h2>
          <ul className="catalogue-list">
            {entries.map((entry) => (
              <EntryRow
                key={entry.id}
                entry={entry}
                organisation={organisation}
                count={volumes.data === undefined ? null : (volumes.data.counts.get(entry.id) ?? 0)}
                isOpen={open === entry.id}
                onToggle={() => change({ entry: open === entry.id ? undefined : entry.id })}
              />
            ))}
          </ul>
        </section>
      ))}
      <UnlistedEvents values={volumes.data?.unlisted ?? []} find={find} />
    </SettingsPage>
  );
}
