import { Link } from '@tanstack/react-router';
import { defaultAuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { Icon } from '../ui/Icon.tsx';
import { HealthLink } from './HealthLink.tsx';
import type { Screen } from './screens.ts';

/** The way to one screen; the organisation stays. */
export function NavLink({ screen, search, onFollow }: { screen: Screen; search: { organisation?: string }; onFollow: () => void }) {
  const { id, path, icon } = screen;
  if (id === 'health') return <HealthLink search={search} />;
  const inside = (
    <>
      <Icon name={icon} /> {copy.nav[id]}
    </>
  );
  return path === paths.auditEvents ? (
    <Link to={path} search={{ ...defaultAuditSearch, ...search }} activeOptions={{ includeSearch: false }} onClick={onFollow}>
      {inside}
    </Link>
  ) : (
    <Link to={path} search={search} activeOptions={{ includeSearch: false }} onClick={onFollow}>
      {inside}
    </Link>
  );
}
