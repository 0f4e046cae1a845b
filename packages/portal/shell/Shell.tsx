import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { copy } from '../copy.ts';
import { meQuery } from '../api/session.ts';
import { paths } from '../paths.ts';
import { remember } from './memory.ts';
import { lastOrganisation, useOrganisation } from './use-organisation.ts';
import { Keyboard } from '../keys/Keyboard.tsx';
import { Sidebar } from './Sidebar.tsx';
import { NoOrganisation } from './NoOrganisation.tsx';

/** The settings area: sidebar, and the screen beside it. Leaves for the sign-in screen when the session ends. */
export function Shell() {
  const { current } = useOrganisation();
  const { data: me } = useQuery(meQuery);
  const navigate = useNavigate();
  const slug = current?.organisation.slug;
  useEffect(() => {
    if (slug !== undefined) remember(lastOrganisation, slug);
  }, [slug]);
  const { pathname } = useLocation();
  const from = useRef(pathname);
  // Another screen: who reads it by keyboard or by ear begins at its beginning.
  useEffect(() => {
    if (from.current !== pathname) document.getElementById('main')?.focus({ preventScroll: true });
    from.current = pathname;
  }, [pathname]);
  useEffect(() => {
    if (me === null) void navigate({ to: paths.signIn, search: {} });
  }, [me, navigate]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {copy.shell.skip}
      </a>
      <Keyboard />
      <Sidebar />
      <main id="main" tabIndex={-1}>
        <Suspense>{current === null ? <NoOrganisation /> : <Outlet />}</Suspense>
      </main>
    </div>
  );
}
