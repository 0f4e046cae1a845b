import { quoteValue, visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { lastReceivedQuery, type Seen } from '../api/producers.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { producersCopy as words } from '../copy-producers.ts';
import { paths } from '../paths.ts';
import { useOrganisationSearch } from '../shell/use-go.ts';
import { Ago } from './Ago.tsx';

interface Props {
  title: string;
  note: string;
  none: string;
  field: 'producer' | 'client';
  organisation: string;
  /** Undefined while it loads. */
  seen: readonly Seen[] | undefined;
}

/** What events say about where they come from, a line a name. */
export function SeenTable({ title, note, none, field, organisation, seen }: Props) {
  const id = useId();
  return (
    <section className="producers-part">
      <h2 id={id}>{title}</h2>
      <p className="hint">{seen?.length === 0 ? none : note}</p>
      {seen === undefined || seen.length === 0 ? null : (
        <div className="table-scroll" role="region" aria-labelledby={id} tabIndex={0}>
          <table className="plain-table">
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{words.columns.name}</th>
                <th scope="col">{words.columns.last}</th>
                {[words.columns.hour, words.columns.day, words.columns.all].map((name) => (
                  <th key={name} scope="col" className="amount">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{words.columns.events}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {seen.map((one) => (
                <SeenRow key={one.name} field={field} organisation={organisation} seen={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function SeenRow({ field, organisation, seen: { name, all, lastDay, lastHour } }: { field: string; organisation: string; seen: Seen }) {
  const kept = useOrganisationSearch();
  const last = useQuery(lastReceivedQuery(organisation, field, name));
  return (
    <tr>
      <td>
        {visible(name)} {field === 'producer' && lastDay === 0 ? <span className="tag">{words.quiet}</span> : null}
      </td>
      <td className="number">{last.data === undefined || last.data === null ? '' : <Ago instant={last.data} />}</td>
      {[lastHour, lastDay, all].map((count, at) => (
        <td key={at} className="number amount">
          {count.toLocaleString('en')}
        </td>
      ))}
      <td className="row-action">
        <Link
          to={paths.auditEvents}
          search={{ ...defaultAuditSearch, ...kept, q: `${field}:${quoteValue(name)}` }}
          aria-label={words.showOf(visible(name))}
        >
          {words.show}
        </Link>
      </td>
    </tr>
  );
}
