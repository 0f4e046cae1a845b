import type { facetFields } from '@annals/events';
import { queryOptions } from '@tanstack/react-query';
import { annals } from './client.ts';
import type { Question } from './events.ts';

export type FacetField = (typeof facetFields)[number];

/** The most frequent values of a field among the events of a question. */
export const facetQuery = (question: Question, field: FacetField, limit: number) =>
  queryOptions({
    queryKey: ['events', 'facet', field, question, limit],
    queryFn: async ({ signal }) => (await annals.facets({ ...question, field, limit }, signal)).values,
    retry: false,
  });
