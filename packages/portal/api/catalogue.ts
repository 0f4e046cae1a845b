import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';

const mostEvents = 1000;

/** How often each event was recorded in an organisation, and which of them the catalogue does not list. */
export const volumesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['events', 'volumes', organisation],
    queryFn: async ({ signal }) => {
      const ask = (q: string) => annals.facets({ organisation, field: 'event', q, limit: mostEvents }, signal);
      const [all, unlisted] = await Promise.all([ask(''), ask('unlisted:true')]);
      return { counts: new Map(all.values.map(({ value, count }) => [value, count])), unlisted: unlisted.values };
    },
    retry: false,
  });

const sparkBars = 31;

/** The last thirty days of one query, a bar a day of UTC. */
export const sparkQuery = (organisation: string, q: string, from: string) =>
  queryOptions({
    queryKey: ['events', 'spark', organisation, q, from],
    queryFn: async ({ signal }) => (await annals.histogram({ organisation, q, from, zone: 'UTC', buckets: sparkBars }, signal)).buckets,
    retry: false,
  });
