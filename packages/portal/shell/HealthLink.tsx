import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { readinessQuery } from '../api/readiness.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { Icon } from '../ui/Icon.tsx';

/** The way to tasks and health, for administrators of the installation; says on every screen when something needs them. */
export function HealthLink({ search }: { search: { organisation?: string } }) {
  const { data: readiness } = useQuery(readinessQuery);
  const attention = readiness === undefined || readiness.status === 'ready' ? null : readiness.status;
  return (
    <Link to={paths.health} search={search} activeOptions={{ includeSearch: false }}>
      <span className={`nav-mark ${attention ?? ''}`}>
        <Icon name={attention === null ? 'pulse' : 'alert'} />
      </span>
      {copy.nav.health}
      {attention === null ? null : <span className="visually-hidden">, {copy.nav.attention}</span>}
    </Link>
  );
}
