import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

const everyMs = 3_000;

/** The installation as it is; asked again and again while it is looked at, whatever the last answer was. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => annals.status(signal),
  refetchInterval: everyMs,
  staleTime: 0,
  retry: false,
});
