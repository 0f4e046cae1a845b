import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { copy } from '../copy.ts';
import { meQuery } from '../api/session.ts';
import { paths } from '../paths.ts';
import { remember } from './memory.ts';
import { lastOrganisation, useOrganisation } from './use-organisation.ts';
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
  useEffect(() => {
    if (me === null) void navigate({ to: paths.signIn, search: {} });
  }, [me, navigate]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {copy.shell.skip}
      </a>
      <Sidebar />
      <main id="main" tabIndex={-1}>
        <Suspense>{current === null ? <NoOrganisation /> : <Outlet />}</Suspense>
      </main>
    </div>
  );
}
