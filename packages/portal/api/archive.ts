import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

export const archivesQuery = (organisation: string) =>
  queryOptions({ queryKey: ['archives', organisation], queryFn: ({ signal }) => annals.archives.list(organisation, signal) });

/** Kept up to date while the page is open: a delivery is under way in the server, not here. */
export const archiveDaysQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['archive-days', organisation],
    queryFn: ({ signal }) => annals.archives.days({ organisation }, signal),
    refetchInterval: 4_000,
  });
