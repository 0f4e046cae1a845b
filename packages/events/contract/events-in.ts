import { z } from 'zod';
import { route } from './route.ts';

const fieldError = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });

export const receipt = z
  .object({
    index: z.int(),
    status: z.enum(['recorded', 'duplicate', 'rejected']),
    id: z.string().nullable(),
    organisation: z.string().nullable(),
    sequence: z.int().nullable(),
    received_at: z.string().nullable(),
    leaf_hash: z.string().nullable().describe('base64 of the RFC 6962 leaf hash'),
    warnings: z.array(fieldError),
    problem: z.object({ code: z.string(), detail: z.string(), errors: z.array(fieldError) }).nullable(),
  })
  .meta({ id: 'Receipt' });

export const receipts = z
  .object({ receipts: z.array(receipt), recorded: z.int(), duplicates: z.int(), rejected: z.int() })
  .meta({ id: 'Receipts' });

export const recordEvents = route({
  id: 'recordEvents',
  method: 'post',
  path: '/v1/events',
  summary: 'Record events',
  description:
    'One event, an array of events, or one event a line (application/x-ndjson). Each gets a receipt, in input order; `recorded` means on disk, fsynced and numbered. ' +
    'Send your own `id` with each event, or an `Idempotency-Key` header, and a repeated request records nothing twice. ' +
    'The body may come with `Content-Encoding: gzip` or `zstd`; its limit is for what it is decompressed, and an `Idempotency-Key` binds that, too: the same events in another encoding are the same request.',
  access: 'events:write',
  audit: { none: 'the events it records are the record; each names the key or session in recorded_by' },
  query: z.strictObject({ organisation: z.string().min(1).max(256).optional() }),
  rawBody: true,
  bodyTypes: ['application/json', 'application/x-ndjson'],
  responses: {
    201: { description: 'Some recorded, none rejected', schema: receipts },
    200: { description: 'All were recorded before', schema: receipts },
    207: { description: 'Some rejected', schema: receipts },
    422: { description: 'All rejected', schema: receipts },
  },
  problems: [
    'json_invalid',
    'content_type_unsupported',
    'content_encoding_unsupported',
    'content_encoding_invalid',
    'body_incomplete',
    'request_too_large',
    'request_too_many_events',
    'idempotency_conflict',
    'idempotency_key_invalid',
    'too_many_requests',
    'queue_full',
    'disk_full',
    'ledger_rolled_back',
    'event_invalid',
    'event_too_large',
    'event_reserved',
    'id_conflict',
    'organisation_unknown',
    'organisation_required',
    'organisation_closed',
  ],
});

export const recordTestEvent = route({
  id: 'recordTestEvent',
  method: 'post',
  path: '/v1/test-event',
  summary: 'Record a test event',
  description: 'Shows that recording works, end to end, before anything is connected.',
  access: 'principal',
  audit: { event: 'annals.test_event' },
  body: z.strictObject({ organisation: z.string().min(1).max(256) }),
  responses: { 201: { description: 'Recorded', schema: receipts } },
  problems: ['forbidden', 'organisation_unknown', 'organisation_closed'],
});
