import { AnnalsError } from '@annals/client';
import { QueryClient } from '@tanstack/react-query';

/** Reads are repeated only where the server says that waiting helps; what is shown is never thrown away for an error. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && error instanceof AnnalsError && error.status === 429,
        retryDelay: (failures, error) =>
          error instanceof AnnalsError && error.retryAfterSeconds !== null ? error.retryAfterSeconds * 1_000 : 500 * 2 ** failures,
      },
    },
  });
}
