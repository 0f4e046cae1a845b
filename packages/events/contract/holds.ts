import { z } from 'zod';
import { idParam, instantField, instantOut, organisationField } from './fields.ts';
import { route } from './route.ts';

export const holdBody = z
  .object({
    id: z.string(),
    organisation: z.string(),
    name: z.string(),
    q: z.string().describe('what is held, in the query language; empty: everything in the range'),
    from: instantOut.nullable().describe('of occurred_at, inclusive'),
    to: instantOut.nullable().describe('of occurred_at, exclusive'),
    reason: z.string(),
    placed_at: instantOut,
    placed_by: z.string(),
    released_at: instantOut.nullable(),
    released_by: z.string().nullable(),
    release_reason: z.string().nullable(),
  })
  .meta({ id: 'Hold' });

const reason = z.string().trim().min(1, 'Say why.').max(1000);
const problems = ['forbidden', 'not_found', 'organisation_required', 'parameter_invalid'] as const;

export const listHolds = route({
  id: 'listHolds',
  method: 'get',
  path: '/v1/holds',
  summary: 'List legal holds',
  access: 'events:read',
  audit: { none: 'shows what is held by its description, no event' },
  query: z.strictObject({ organisation: organisationField.optional(), released: z.enum(['true', 'false']).default('false') }),
  responses: { 200: { description: 'Newest first', schema: z.object({ holds: z.array(holdBody) }) } },
  problems,
});

export const placeHold = route({
  id: 'placeHold',
  method: 'post',
  path: '/v1/holds',
  summary: 'Place a legal hold',
  description:
    'Nothing the hold describes is removed from the answer on until it is released. Without `q`, `from` and `to` it holds everything of the organisation.',
  access: 'settings:manage',
  audit: { event: 'annals.hold.place' },
  body: z.strictObject({
    organisation: organisationField.optional(),
    name: z.string().trim().min(1, 'Must not be empty.').max(200),
    q: z.string().default(''),
    from: instantField.nullable().default(null),
    to: instantField.nullable().default(null),
    reason,
  }),
  responses: { 201: { description: 'Held', schema: z.object({ hold: holdBody }) } },
  problems: [...problems, 'query_invalid', 'query_too_large'],
});

export const releaseHold = route({
  id: 'releaseHold',
  method: 'post',
  path: '/v1/holds/{id}/release',
  summary: 'Release a legal hold',
  description: 'What is due and held by nothing else goes with the next sweep.',
  access: 'settings:manage',
  audit: { event: 'annals.hold.release' },
  params: idParam,
  body: z.strictObject({ reason }),
  responses: { 200: { description: 'Released', schema: z.object({ hold: holdBody }) } },
  problems: ['forbidden', 'not_found', 'hold_released'],
});
