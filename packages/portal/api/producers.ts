import { quoteValue } from '@annals/events';
import { queryOptions } from '@tanstack/react-query';
import { startOfLast } from '../audit/time/relative.ts';
import { annals } from './client.ts';

const mostProducers = 50;
const everyMs = 30_000;

export interface Seen {
  name: string;
  all: number;
  lastDay: number;
  lastHour: number;
}

/** Programs by what they say of themselves, with how much they sent: ever, in the last day, in the last hour. */
export const producersQuery = (organisation: string, field: 'producer' | 'client') =>
  queryOptions({
    queryKey: ['events', 'producers', organisation, field],
    queryFn: async ({ signal }): Promise<Seen[]> => {
      const now = Date.now();
      const ask = (from?: string) =>
        annals.facets({ organisation, field, limit: mostProducers, ...(from === undefined ? {} : { from }) }, signal);
      const [all, day, hour] = await Promise.all([ask(), ask(startOfLast('24h', now)), ask(startOfLast('1h', now))]);
      const countIn = (facet: typeof all, name: string): number => facet.values.find(({ value }) => value === name)?.count ?? 0;
      return all.values
        .filter(({ value }) => value !== '')
        .map(({ value, count }) => ({ name: value, all: count, lastDay: countIn(day, value), lastHour: countIn(hour, value) }));
    },
    refetchInterval: everyMs,
    retry: false,
  });

/** When the newest event of a query was received; null when there is none. */
export const lastReceivedQuery = (organisation: string, field: string, value: string) =>
  queryOptions({
    queryKey: ['events', 'last-received', organisation, field, value],
    queryFn: async ({ signal }) => {
      const { events } = await annals.find({ organisation, q: `${field}:${quoteValue(value)}`, order: '-sequence', limit: 1 }, signal);
      return events[0]?.received_at ?? null;
    },
    refetchInterval: everyMs,
    retry: false,
  });
