import { z } from 'zod';
import { lineFormatNames } from '../formats/formats.ts';
import { questionFields, recordedEvent } from './find.ts';
import { route } from './route.ts';

/** One event: itself, what belongs to it, and how files hold it. */

const params = z.object({ id: z.string().max(128) });
const query = z.strictObject({ organisation: questionFields.organisation });
const problems = ['event_removed', 'not_found', 'audit_unavailable'] as const;

export const getEvent = route({
  id: 'getEvent',
  method: 'get',
  path: '/v1/events/{id}',
  summary: 'Read one event',
  description:
    'The event with its leaf hash and its neighbours in its organisation. Without `organisation` every organisation you may read is asked.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  params,
  query,
  responses: {
    200: {
      description: 'The event',
      schema: z.object({
        event: recordedEvent,
        leaf_hash: z.string().describe('base64 of the RFC 6962 leaf hash'),
        previous_id: z.string().nullable(),
        next_id: z.string().nullable(),
      }),
    },
  },
  problems,
});

/** Of the targets of an event so many have their history told. */
export const mostRelatedTargets = 3;

const relatedGroup = z.object({
  q: z.string().describe('The query that finds them all.'),
  count: z.int().describe('How many there are, the event itself among them.'),
  earlier: z.int().describe('How many of them have a lower sequence than the event.'),
  events: z.array(recordedEvent).describe('Those nearest to the event, itself among them.'),
});

export const relatedEvents = route({
  id: 'relatedEvents',
  method: 'get',
  path: '/v1/events/{id}/related',
  summary: 'What belongs to an event',
  description: `Events of the same correlation id, in their order; the history of each of its first ${mostRelatedTargets} targets and of its actor, newest first.`,
  access: 'events:read',
  audit: { event: 'annals.view' },
  params,
  query: query.extend({ limit: z.coerce.number().int().min(1).max(50).default(20).describe('Most events of each group.') }),
  responses: {
    200: {
      description: 'The groups',
      schema: z
        .object({
          as_of: z.int().nullable().describe('Nothing above this sequence is in any group.'),
          operation: relatedGroup.nullable().describe('Null: the event has no correlation id.'),
          targets: z.array(relatedGroup.extend({ target: z.object({ type: z.string(), id: z.string(), name: z.string().optional() }) })),
          actor: relatedGroup.nullable(),
        })
        .meta({ id: 'RelatedEvents' }),
    },
  },
  problems: [...problems, 'index_unavailable', 'query_too_expensive', 'too_many_requests'],
});

export const renderEvent = route({
  id: 'renderEvent',
  method: 'get',
  path: '/v1/events/{id}/renderings',
  summary: 'One event as files hold it',
  description:
    'In each format that is written event by event: `header` and `line` are what an export of this one event, made now, would hold.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  params,
  query,
  responses: {
    200: {
      description: 'In the order of the formats',
      schema: z.object({
        renderings: z.array(
          z.object({
            format: z.enum(lineFormatNames),
            title: z.string(),
            mime: z.string(),
            extension: z.string(),
            header: z.string(),
            line: z.string(),
          }),
        ),
      }),
    },
  },
  problems,
});
