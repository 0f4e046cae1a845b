import { AnnalsError } from '@annals/client';
import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

/** The last signed checkpoint, unread and unbelieved; null while there is none. */
export const checkpointQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['ledger', 'checkpoint', organisation],
    queryFn: async ({ signal }) => {
      try {
        return await annals.ledger.checkpoint({ organisation }, signal);
      } catch (error) {
        if (error instanceof AnnalsError && error.status === 404) return null;
        throw error;
      }
    },
    staleTime: 0,
    retry: false,
  });

/** The entry of one event; null when retention removed it. Its values are not disclosed by this route. */
export async function readEntry(organisation: string, sequence: number): Promise<{ entry: string; disclosures: null } | null> {
  const { entries } = await annals.ledger.entries({ organisation, from: sequence, to: sequence + 1 });
  const found = entries.find((entry) => entry.sequence === sequence);
  return found === undefined ? null : { entry: found.entry, disclosures: null };
}
