import { z } from 'zod';
import { categories, outcomes } from '../event/types.ts';
import { readInstant } from '../filter/values.ts';
import { route } from './route.ts';

/** Finding events: pages, and how many there were when. */

const instant = z
  .string()
  .max(40)
  .refine((text) => readInstant(text) !== null, { error: 'An RFC 3339 instant, or a day of UTC.' })
  .meta({ examples: ['2026-11-24T10:00:00.000Z', '2026-11-24'] });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What every question about events takes. */
export const questionFields = {
  organisation: z.string().min(1).max(256).optional().describe('Id or slug; needed when the key or user has more than one.'),
  q: z.string().default('').describe('A query, at most 4 KiB and 64 terms.'),
  from: instant.optional().describe('Earliest occurred_at, inclusive.'),
  to: instant.optional().describe('Latest occurred_at, exclusive.'),
};

/** Of questions whose answers are to agree with each other. */
export const asOfField = z.coerce
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .describe('Nothing above this sequence is shown or counted; an earlier answer names it.');

export const waitForField = z.coerce
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .optional()
  .describe('Waits up to 5 s until the event of this sequence can be found.');

export const totalBody = z.object({ value: z.int(), relation: z.enum(['exact', 'at_least']) });

export const order = z
  .enum(['-sequence', 'sequence', '-occurred_at', 'occurred_at'])
  .default('-sequence')
  .describe('`-` is newest first. Pages by occurred_at show what there was when the first page was asked.');

export const recordedEvent = z
  .looseObject({
    id: z.string(),
    organisation: z.string(),
    sequence: z.int().describe('Gapless number of the event in its organisation, from 0.'),
    event: z.string(),
    code: z.string(),
    label: z.string(),
    original_name: z.string().nullable(),
    category: z.enum(categories),
    outcome: z.enum(outcomes),
    unlisted: z.boolean(),
    occurred_at: z.string(),
    received_at: z.string(),
    skew_ms: z.number(),
    recorded_by: z.string().describe('`key:<id>`, `session:<id>` or `server`.'),
    actor: z.looseObject({ type: z.string() }),
    targets: z.array(z.looseObject({ type: z.string(), id: z.string() })).optional(),
    metadata: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    extra: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'RecordedEvent' });

/** What may be wrong with any question. */
export const questionProblems = [
  'query_invalid',
  'query_too_large',
  'parameter_invalid',
  'query_too_expensive',
  'too_many_requests',
  'index_unavailable',
  'audit_unavailable',
  'organisation_required',
  'not_found',
] as const;

export const findEvents = route({
  id: 'findEvents',
  method: 'get',
  path: '/v1/events',
  summary: 'Find events',
  description:
    'A page of the events of one organisation that match a query. `next` and `previous` are opaque and valid for the same organisation, query, range and order only.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({
    ...questionFields,
    order,
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    cursor: z.string().optional(),
    total: z.enum(['exact', 'none']).default('none').describe('`exact` counts all events of the query.'),
    as_of: asOfField,
    wait_for: waitForField,
  }),
  responses: {
    200: {
      description: 'A page',
      schema: z
        .object({
          events: z.array(recordedEvent),
          next: z.string().nullable(),
          previous: z.string().nullable(),
          total: totalBody.nullable(),
          indexed_to: z.int().nullable().describe('Everything up to this sequence can be found.'),
          as_of: z.int().nullable().describe('Nothing above this sequence is on the page or in the total.'),
          oldest_retained: z.int(),
        })
        .meta({ id: 'EventPage' }),
    },
  },
  problems: [...questionProblems, 'cursor_invalid'],
});

export const bucketUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;

export const zoneField = z.string().max(64).refine(isZone, { error: 'A time zone of the IANA database.' });

/** How a histogram is cut. */
export const histogramFields = {
  zone: zoneField
    .default('UTC')
    .describe('IANA time zone, for days and hours.')
    .meta({ examples: ['Europe/Berlin'] }),
  buckets: z.coerce.number().int().min(12).max(500).default(60).describe('Most buckets.'),
};

export const histogramBody = z
  .object({
    zone: z.string(),
    unit: z.enum(bucketUnits),
    size: z.int().describe('Units a bucket is wide.'),
    buckets: z.array(z.object({ start: z.string(), end: z.string(), success: z.int(), failure: z.int(), unknown: z.int() })),
  })
  .meta({ id: 'Histogram' });

export const histogramOfEvents = route({
  id: 'histogramOfEvents',
  method: 'get',
  path: '/v1/events/histogram',
  summary: 'Events by time and outcome',
  description:
    'Counts by occurred_at in buckets of the narrowest of a fixed row of widths that needs no more than `buckets` of them. Buckets of 3 hours and more begin at whole hours, days, Mondays and months of `zone`, so that a day has 23 or 25 hours where its clock changes. The first and the last bucket reach over the range; events outside it are not counted.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({
    ...questionFields,
    as_of: asOfField,
    ...histogramFields,
  }),
  responses: { 200: { description: 'Buckets in order, without gaps; none when there are no events', schema: histogramBody } },
  problems: [...questionProblems],
});
