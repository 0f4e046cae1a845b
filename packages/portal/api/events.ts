import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';
import type { EventPage, OneEvent } from './shapes.ts';

/** A question about events, in the words of the API. */
export interface Question {
  organisation: string;
  q: string;
  from?: string;
  to?: string;
}

export type PageOrder = 'occurred_at' | '-occurred_at';

export interface PageRequest extends Question {
  order: PageOrder;
  limit: number;
  cursor?: string;
}

export async function findPage(request: PageRequest & { total: 'exact' | 'none' }, signal: AbortSignal): Promise<EventPage> {
  // The contract leaves an event open for fields to come; what is known of it is a RecordedEvent.
  return (await annals.find(request, signal)) as unknown as EventPage;
}

const bars = 72;

export const histogramQuery = (question: Question, zone: string) =>
  queryOptions({
    queryKey: ['events', 'histogram', question, zone],
    queryFn: ({ signal }) => annals.histogram({ ...question, zone, buckets: bars }, signal),
    // The table says what is wrong.
    retry: false,
  });

/** Newest event and number of events of a question: the cheap thing that an open page asks every moment. */
export const headQuery = (question: Question, counted: boolean) =>
  queryOptions({
    queryKey: ['events', 'head', question, counted],
    queryFn: async ({ signal }) => {
      const page = await annals.find({ ...question, order: '-sequence', limit: 1, total: counted ? 'exact' : 'none' }, signal);
      return { sequence: page.events[0]?.sequence ?? -1, total: page.total?.value ?? null };
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** When the latest event of a question happened; null when there is none. */
export const latestQuery = (question: Question) =>
  queryOptions({
    queryKey: ['events', 'latest', question],
    queryFn: async ({ signal }) =>
      (await annals.find({ ...question, order: '-occurred_at', limit: 1 }, signal)).events[0]?.occurred_at ?? null,
    retry: false,
  });

export const actorsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['events', 'actors', organisation],
    queryFn: async ({ signal }) => (await annals.facets({ organisation, field: 'actor', limit: 500 }, signal)).values,
  });

export const eventQuery = (id: string, organisation?: string) =>
  queryOptions({
    queryKey: ['events', 'one', organisation, id],
    queryFn: async ({ signal }) => (await annals.get(id, { organisation }, signal)) as unknown as OneEvent,
    retry: false,
  });

/** Has a program of the organisation's own sent anything yet? */
export const producedQuery = (organisation: string) =>
  queryOptions({
    queryKey: ['events', 'produced', organisation],
    queryFn: async ({ signal }) => (await annals.find({ organisation, q: '-producer:annals', limit: 1 }, signal)).events.length > 0,
  });

/** Events that have something in common with one; a few, in a fixed order. */
export const relatedQuery = (organisation: string, q: string, order: 'sequence' | '-sequence', limit: number) =>
  queryOptions({
    queryKey: ['events', 'related', organisation, q, order, limit],
    queryFn: async ({ signal }) => (await annals.find({ organisation, q, order, limit, total: 'exact' }, signal)) as unknown as EventPage,
    retry: false,
  });
