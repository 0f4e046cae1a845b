import { z } from 'zod';
import { route } from './route.ts';

const unaudited = { none: 'says how the server is, nothing about anybody' } as const;

export const task = z
  .object({
    name: z.string(),
    runs: z.int(),
    lastStartedAt: z.string().nullable(),
    lastSucceededAt: z.string().nullable(),
    lastDurationMs: z.number().nullable(),
    lastError: z.string().nullable(),
    report: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .meta({ id: 'Task' });

export const readiness = z
  .object({
    status: z
      .enum(['ready', 'degraded', 'unavailable'])
      .describe('unavailable: nothing can be recorded; degraded: recording works, something else does not'),
    reasons: z.array(z.object({ part: z.string(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' });

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

export const listTasks = route({
  id: 'listTasks',
  method: 'get',
  path: '/v1/tasks',
  summary: 'Background tasks and how their last run went',
  access: 'principal',
  audit: unaudited,
  responses: { 200: { description: 'Tasks', schema: z.object({ tasks: z.array(task) }) } },
  problems: ['forbidden'],
});
