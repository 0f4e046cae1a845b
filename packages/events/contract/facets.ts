import { z } from 'zod';
import { facetFields } from './facet-fields.ts';
import { asOfField, questionFields, questionProblems } from './find.ts';
import { route } from './route.ts';

/** The most frequent values of a field, for counts and for completion. */

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
