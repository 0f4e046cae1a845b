import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { meQuery } from '../api/session.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { Icon } from '../ui/Icon.tsx';
import { Brand } from './Brand.tsx';
import { HealthLink } from './HealthLink.tsx';
import { OrganisationSwitcher } from './OrganisationSwitcher.tsx';
import { SignOutButton } from './SignOutButton.tsx';
import { ThemeSelect } from './ThemeSelect.tsx';
import { useOrganisation } from './use-organisation.ts';

/** Where one can go in the settings, who one is, and the way out. */
export function Sidebar() {
  const { data: me } = useQuery(meQuery);
  const { all, current } = useOrganisation();
  const search = all.length > 1 && current !== null ? { organisation: current.organisation.slug } : {};
  return (
    <header className="sidebar">
      <Brand />
      <OrganisationSwitcher />
      <nav aria-label={copy.nav.settings}>
        <div className="nav-group">
          <h2>{copy.nav.security}</h2>
          <Link to={paths.auditEvents} search={{ ...defaultAuditSearch, ...search }} activeOptions={{ includeSearch: false }}>
            <Icon name="list" /> {copy.nav.auditEvents}
          </Link>
          <Link to={paths.exports} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="file" /> {copy.nav.exports}
          </Link>
          <Link to={paths.archive} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="box" /> {copy.nav.archive}
          </Link>
          <Link to={paths.retention} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="clock" /> {copy.nav.retention}
          </Link>
        </div>
        <div className="nav-group">
          <h2>{copy.nav.access}</h2>
          <Link to={paths.users} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="users" /> {copy.nav.users}
          </Link>
          <Link to={paths.keys} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="key" /> {copy.nav.keys}
          </Link>
        </div>
        <div className="nav-group">
          <h2>{copy.nav.general}</h2>
          <Link to={paths.organisation} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="building" /> {copy.nav.organisation}
          </Link>
          <Link to={paths.account} search={search} activeOptions={{ includeSearch: false }}>
            <Icon name="person" /> {copy.nav.account}
          </Link>
          {me?.user?.installation_admin ? <HealthLink search={search} /> : null}
        </div>
      </nav>
      <div className="sidebar-foot">
        <p className="who" title={me?.user?.email}>
          {me?.user?.email}
        </p>
        <div className="sidebar-foot-row">
          <ThemeSelect />
          <SignOutButton />
        </div>
      </div>
    </header>
  );
}
