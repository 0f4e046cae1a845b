import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

const everyMs = 10_000;

/** Whether something needs an administrator; the cheap thing that every screen asks now and then. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: ({ signal }) => annals.readiness(signal),
  refetchInterval: everyMs,
  staleTime: everyMs,
  retry: false,
});
