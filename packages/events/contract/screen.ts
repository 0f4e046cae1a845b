import { z } from 'zod';
import { type FacetField, facetFields } from './facet-fields.ts';
import { facetBody } from './facets.ts';
import {
  asOfField,
  histogramBody,
  histogramFields,
  order,
  questionFields,
  questionProblems,
  recordedEvent,
  totalBody,
  waitForField,
} from './find.ts';
import { route } from './route.ts';

/** One request for all that a page of events needs at once. */

export const screenParts = ['page', 'total', 'histogram', 'facets'] as const;
export type ScreenPart = (typeof screenParts)[number];

/** Names with commas between. */
function namesOf<const T extends string>(names: readonly T[], most: number) {
  return z
    .string()
    .max(1_024)
    .transform((text, context): T[] => {
      const given = text === '' ? [] : text.split(',');
      const known = names.filter((name) => given.includes(name));
      if (known.length === given.length && known.length <= most) return given as T[];
      context.addIssue({ code: 'custom', message: `At most ${most} of ${names.join(', ')}, each once, with commas between.` });
      return z.NEVER;
    });
}

export const mostScreenFacets = 16;

export const screenOfEvents = route({
  id: 'screenOfEvents',
  method: 'get',
  path: '/v1/events/screen',
  summary: 'A page of events with its numbers',
  description:
    'What events, total, histogram and facets would answer, in one request and under one `as_of`, so that all numbers agree. A part that was not asked for is null.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({
    ...questionFields,
    as_of: asOfField,
    order,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().optional(),
    wait_for: waitForField,
    ...histogramFields,
    parts: namesOf<ScreenPart>(screenParts, screenParts.length)
      .default([...screenParts])
      .describe(`Some of ${screenParts.join(', ')}, with commas between; all when absent.`),
    fields: namesOf<FacetField>(facetFields, mostScreenFacets)
      .default([])
      .describe(`Fields of the facets, at most ${mostScreenFacets}, with commas between.`),
    values: z.coerce.number().int().min(1).max(100).default(10).describe('Most values of a facet.'),
  }),
  responses: {
    200: {
      description: 'The parts that were asked for',
      schema: z
        .object({
          as_of: z.int().nullable().describe('Nothing above this sequence is in any part.'),
          indexed_to: z.int().nullable().describe('Everything up to this sequence can be found.'),
          oldest_retained: z.int(),
          page: z.object({ events: z.array(recordedEvent), next: z.string().nullable(), previous: z.string().nullable() }).nullable(),
          total: totalBody.nullable(),
          histogram: histogramBody.nullable(),
          facets: z.array(facetBody).nullable().describe('In the order in which their fields were named.'),
        })
        .meta({ id: 'Screen' }),
    },
  },
  problems: [...questionProblems, 'cursor_invalid'],
});
