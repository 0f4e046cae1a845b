import { z } from 'zod';
import { route } from './route.ts';

const unaudited = { none: 'says how the server is, nothing about anybody' } as const;

/** A part of the installation that does not work as it should, and what to do about it. */
export const reasonBody = z
  .object({
    part: z.string().describe('which part: one of docs/operations.md, or the name of a task'),
    detail: z.string().describe('what is the matter; names no organisation'),
    action: z.string().describe('what to do next'),
  })
  .meta({ id: 'Reason' });

export const readiness = z
  .object({
    status: z
      .enum(['ready', 'degraded', 'unavailable'])
      .describe('unavailable: nothing can be recorded; degraded: recording works, something else does not'),
    reasons: z.array(reasonBody),
  })
  .meta({ id: 'Readiness' });

const moment = z.string().nullable().describe('RFC 3339, or null: never, or none');

export const taskBody = z
  .object({
    name: z.string(),
    every_ms: z.number().describe('how often it runs by itself'),
    runs: z.int(),
    failures: z.int(),
    last_started_at: moment,
    last_succeeded_at: moment,
    last_duration_ms: z.number().nullable(),
    last_error: z.string().nullable().describe('why the last run failed; null when it did not'),
    report: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('what the last good run says of itself'),
  })
  .meta({ id: 'Task' });

export const statusBody = readiness
  .extend({
    version: z.string(),
    now: z.string(),
    started_at: z.string(),
    queue: z.object({ bytes: z.number(), limit_bytes: z.number(), requests: z.int() }).describe('what waits for the disk'),
    disk: z.object({ free_bytes: z.number(), size_bytes: z.number(), watermark_bytes: z.number().describe('below it events are refused') }),
    ledger: z.object({
      organisations: z.int(),
      last_checkpoint_at: moment,
      unsigned_since: moment.describe('since when an event waits for its checkpoint'),
      unsealed_events: z
        .number()
        .describe('signed, and not in a closed segment yet: that is their usual place until size or day closes one'),
      unsealed_since: moment,
      refused: z
        .array(z.object({ organisation: z.string(), name: z.string(), reason: z.string() }))
        .describe('organisations that take no events, because their ledger does not extend what was signed'),
    }),
    index: z.object({
      engine: z.enum(['starting', 'ready', 'down', 'unsupported', 'stopped']),
      engine_starts: z.int(),
      engine_error: z.string().nullable(),
      behind_events: z.number(),
      behind_since: moment,
      unreadable_organisations: z.int().describe('organisations whose ledger the index cannot read'),
    }),
    own_events: z.object({ waiting: z.int(), oldest_at: moment }).describe("the outbox of Annals' own events"),
    memory: z.object({ server_bytes: z.number(), engine_bytes: z.number().nullable() }),
    tasks: z.array(taskBody),
  })
  .meta({ id: 'Status' });

export const healthz = route({
  id: 'getHealth',
  method: 'get',
  path: '/healthz',
  summary: 'Is the process alive?',
  access: 'public',
  audit: unaudited,
  responses: { 200: { description: 'Alive', schema: z.object({ status: z.literal('alive') }) } },
  problems: [],
});

export const readyz = route({
  id: 'getReadiness',
  method: 'get',
  path: '/readyz',
  summary: 'Can events be recorded and found?',
  access: 'public',
  audit: unaudited,
  responses: {
    200: { description: 'Events can be recorded', schema: readiness },
    503: { description: 'Events cannot be recorded', schema: readiness },
  },
  problems: [],
});

export const metrics = route({
  id: 'getMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'Figures for Prometheus',
  access: 'public',
  audit: unaudited,
  responses: { 200: { description: 'Prometheus text', contentType: 'text/plain' } },
  problems: [],
});

export const getStatus = route({
  id: 'getStatus',
  method: 'get',
  path: '/v1/status',
  summary: 'Background tasks and the health of every part',
  description: 'For administrators of the installation and installation keys with settings:manage: it names organisations.',
  access: 'principal',
  audit: { none: 'says how the installation is, shows no event' },
  responses: { 200: { description: 'The installation as it is now', schema: statusBody } },
  problems: ['forbidden'],
});
