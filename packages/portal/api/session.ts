import { AnnalsError } from '@annals/client';
import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';
import type { Me } from './shapes.ts';

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await annals.sessions.me(signal);
    } catch (error) {
      if (error instanceof AnnalsError && error.status === 401) return null;
      throw error;
    }
  },
});
