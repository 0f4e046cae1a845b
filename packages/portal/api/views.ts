import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

/** Views that were saved in an organisation: one's own, and those that are shared. */
export const viewsQuery = (organisation: string) =>
  queryOptions({ queryKey: ['views', organisation], queryFn: ({ signal }) => annals.views.list(organisation, signal) });
