import type { facetFields } from '@annals/events';
import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';
import type { Question } from './events.ts';
import { Turns } from './turns.ts';

export type FacetField = (typeof facetFields)[number];

/** A browser has six connections to a server: facets leave most of them to the rows. */
const turns = new Turns(2);

/** The most frequent values of a field among the events of a question. */
export const facetQuery = (question: Question, field: FacetField, limit: number) =>
  queryOptions({
    queryKey: ['events', 'facet', field, question, limit],
    queryFn: async ({ signal }) => (await turns.take(() => annals.facets({ ...question, field, limit }, signal), signal)).values,
    retry: false,
  });

/** How many events a question finds; asked where a number helps to decide, never for the table. */
export const countQuery = (question: Question) =>
  queryOptions({
    queryKey: ['events', 'count', question],
    queryFn: async ({ signal }) => (await turns.take(() => annals.find({ ...question, limit: 1, total: 'exact' }, signal), signal)).total,
    retry: false,
  });
