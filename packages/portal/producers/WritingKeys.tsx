import { quoteValue, visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { keysQuery } from '../api/admin.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { producersCopy as words } from '../copy-producers.ts';
import { paths } from '../paths.ts';
import { keyState } from '../settings/key-state.ts';
import { useOrganisationSearch } from '../shell/use-go.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Ago } from './Ago.tsx';

/** The keys with which events may be sent here, and when each was used last. */
export function WritingKeys({ organisation }: { organisation: string }) {
  const keys = useQuery(keysQuery(organisation));
  const kept = useOrganisationSearch();
  const id = useId();
  const writing = (keys.data ?? []).filter(({ scopes }) => scopes.includes('events:write'));
  return (
    <section className="producers-part">
      <h2 id={id}>{words.keys}</h2>
      <p className="hint">
        {keys.data !== undefined && writing.length === 0 ? words.noKeys : words.keysNote}{' '}
        <Link to={paths.keys} search={kept}>
          {words.manageKeys}
        </Link>
      </p>
      {keys.error === null ? null : <ErrorPanel error={keys.error} onRetry={() => void keys.refetch()} />}
      {writing.length === 0 ? null : (
        <div className="table-scroll" role="region" aria-labelledby={id} tabIndex={0}>
          <table className="plain-table">
            <caption className="visually-hidden">{words.keys}</caption>
            <thead>
              <tr>
                {[words.columns.name, words.columns.used, words.columns.state].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{words.columns.events}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {writing.map((key) => (
                <tr key={key.id}>
                  <td>
                    {visible(key.name)} {key.organisation === null ? <span className="tag">{words.installation}</span> : null}
                  </td>
                  <td className="number">{key.last_used_at === null ? words.never : <Ago instant={key.last_used_at} />}</td>
                  <td>{copy.keys[keyState(key, Date.now())]}</td>
                  <td className="row-action">
                    <Link
                      to={paths.auditEvents}
                      search={{ ...defaultAuditSearch, ...kept, q: `recorded_by:${quoteValue(`key:${key.id}`)}` }}
                      aria-label={words.showOf(visible(key.name))}
                    >
                      {words.show}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
