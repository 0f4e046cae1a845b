import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery } from '../api/session.ts';
import { copy } from '../copy.ts';
import { keyText } from '../keys/key-text.ts';
import { act } from '../keys/use-key.ts';
import { Icon } from '../ui/Icon.tsx';
import { Brand } from './Brand.tsx';
import { NavLink } from './NavLink.tsx';
import { OrganisationSwitcher } from './OrganisationSwitcher.tsx';
import { screenGroups } from './screens.ts';
import { SignOutButton } from './SignOutButton.tsx';
import { ThemeSelect } from './ThemeSelect.tsx';
import { useOrganisationSearch, useScreens } from './use-go.ts';

/** Where one can go in the settings, who one is, and the way out. On a narrow screen it is a bar, and the rest opens below it. */
export function Sidebar() {
  const { data: me } = useQuery(meQuery);
  const search = useOrganisationSearch();
  const screens = useScreens();
  // Where it was opened: wherever a link leads, it is in the way.
  const { pathname } = useLocation();
  const [openAt, setOpenAt] = useState<string | null>(null);
  const isOpen = openAt === pathname;
  return (
    <header className={`sidebar${isOpen ? ' open' : ''}`}>
      <div className="sidebar-head">
        <Brand />
        <button
          type="button"
          className="button plain icon-only nav-toggle"
          aria-expanded={isOpen}
          aria-controls="sidebar-body"
          aria-label={copy.shell.menu}
          onClick={() => setOpenAt(isOpen ? null : pathname)}
        >
          <Icon name={isOpen ? 'close' : 'list'} />
        </button>
      </div>
      <div className="sidebar-body" id="sidebar-body">
        <OrganisationSwitcher />
        <button type="button" className="find-anything" onClick={() => act('palette')}>
          <Icon name="search" /> {copy.shell.find} <kbd aria-hidden="true">{keyText('Mod+k')}</kbd>
        </button>
        <nav aria-label={copy.nav.settings}>
          {screenGroups.map((group) => (
            <div key={group} className="nav-group">
              <h2>{copy.nav[group]}</h2>
              {screens
                .filter((screen) => screen.group === group)
                .map((screen) => (
                  <NavLink key={screen.id} screen={screen} search={search} onFollow={() => setOpenAt(null)} />
                ))}
            </div>
          ))}
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
      </div>
    </header>
  );
}
