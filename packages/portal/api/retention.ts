import type { RetentionPolicy } from '@annals/events';
import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

/** Policy, holds, and where the ledger begins. */
export const retentionQuery = (organisation: string) =>
  queryOptions({ queryKey: ['retention', organisation], queryFn: ({ signal }) => annals.retention.get({ organisation }, signal) });

/** What a policy would remove; counted anew each time it is asked. */
export const consequenceQuery = (organisation: string, policy: RetentionPolicy) =>
  queryOptions({
    queryKey: ['retention-preview', organisation, policy],
    queryFn: ({ signal }) => annals.retention.preview({ organisation, policy }, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
