import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { meQuery } from '../api/session.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { paths } from '../paths.ts';
import { type Screen, screens } from './screens.ts';
import { useOrganisation } from './use-organisation.ts';

/** The part of an address that keeps the organisation, where there is a choice. */
export function useOrganisationSearch(): { organisation?: string } {
  const { all, current } = useOrganisation();
  return all.length > 1 && current !== null ? { organisation: current.organisation.slug } : {};
}

/** The screens this user may go to. */
export function useScreens(): readonly Screen[] {
  const { data: me } = useQuery(meQuery);
  return screens.filter(({ isOfInstallation }) => !isOfInstallation || me?.user?.installation_admin === true);
}

/** Goes to a screen; the organisation stays. */
export function useGo(): (screen: Screen) => void {
  const navigate = useNavigate();
  const search = useOrganisationSearch();
  const slug = search.organisation;
  return useCallback(
    ({ path }: Screen) => {
      const kept = slug === undefined ? {} : { organisation: slug };
      if (path === paths.auditEvents) void navigate({ to: path, search: { ...defaultAuditSearch, ...kept } });
      else void navigate({ to: path, search: kept });
    },
    [navigate, slug],
  );
}
