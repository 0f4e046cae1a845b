import { Link } from '@tanstack/react-router';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { defaultAuditSearch, type AuditSearch } from './search.ts';
import { viewIds } from './views.ts';

/** The questions people come with, as links that can be kept; the zone and the organisation stay. */
export function ViewBar({ search }: { search: AuditSearch }) {
  const base: AuditSearch = { ...defaultAuditSearch, organisation: search.organisation, zone: search.zone, size: search.size };
  return (
    <nav className="views" aria-label={copy.audit.views}>
      <Link
        to={paths.auditEvents}
        search={base}
        aria-current={search.view === undefined ? 'page' : undefined}
        activeProps={{}}
        className="view-link"
      >
        {copy.audit.allEvents}
      </Link>
      {viewIds.map((id) => (
        <Link
          key={id}
          to={paths.auditEvents}
          search={{ ...base, view: id }}
          aria-current={search.view === id ? 'page' : undefined}
          activeProps={{}}
          className="view-link"
          title={copy.audit.view[id].question}
        >
          {copy.audit.view[id].name}
        </Link>
      ))}
    </nav>
  );
}
