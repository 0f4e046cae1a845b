import { z } from 'zod';
import { asOfField, questionFields, questionProblems } from './find.ts';
import { route } from './route.ts';

/** The most frequent values of a field, for counts and for completion. */

/**
 * Each is the query field of the same name: its term with a value finds the events that were counted; for `actor` also
 * those of who has the value as another of his names.
 */
export const facetFields = [
  'actor',
  'actor.type',
  'actor.id',
  'actor.email',
  'actor.name',
  'event',
  'code',
  'label',
  'category',
  'outcome',
  'client',
  'ip',
  'agent_pool',
  'producer',
  'recorded_by',
  'error',
  'unlisted',
  'target',
  'target.type',
  'target.id',
  'target.name',
] as const;

export type FacetField = (typeof facetFields)[number];

export const facetBody = z
  .object({
    field: z.enum(facetFields),
    values: z.array(z.object({ value: z.string(), count: z.int().describe('Events that have it.') })),
    more: z.boolean().describe('There are further values.'),
  })
  .meta({ id: 'Facet' });

export const facetEvents = route({
  id: 'facetEvents',
  method: 'get',
  path: '/v1/events/facets',
  summary: 'Most frequent values of a field',
  description: 'Counts are of events under the whole query; a value that an event has twice counts once.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({
    ...questionFields,
    as_of: asOfField,
    field: z.enum(facetFields),
    find: z.string().max(256).default('').describe('Only values that hold this text, in any letter case.'),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
  }),
  responses: {
    200: { description: 'Values, the most frequent first', schema: facetBody.extend({ as_of: z.int().nullable() }) },
  },
  problems: [...questionProblems],
});
