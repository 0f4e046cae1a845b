import { z } from 'zod';
import { categories } from '../event/types.ts';
import { mostRetentionDays, mostRetentionRules } from '../retention/policy.ts';
import { instantOut, organisationField } from './fields.ts';
import { holdBody } from './holds.ts';
import { route } from './route.ts';

const days = z
  .int('Must be a whole number of days, or null for unlimited.')
  .min(1, 'At least one day.')
  .max(mostRetentionDays, `At most ${mostRetentionDays} days; null is unlimited.`)
  .nullable();

export const retentionPolicyBody = z
  .strictObject({
    days: days.describe('kept so many days after received_at; null: unlimited'),
    categories: z.partialRecord(z.enum(categories), days).default({}).describe('other days for a category'),
    events: z
      .record(z.string().min(1).max(128), days)
      .refine((rules) => Object.keys(rules).length <= mostRetentionRules, `At most ${mostRetentionRules} event types.`)
      .default({})
      .describe('other days for an event type, by its id; goes before its category'),
  })
  .meta({ id: 'RetentionPolicy' });

export const reasonField = z.string().trim().min(1, 'Say why.').max(1000);

export const consequenceBody = z
  .object({
    events: z.int().describe('events that the next sweep would remove'),
    bytes: z.int().describe('about how many bytes of stored events that is'),
    held: z.int().describe('events that would go, were they not held'),
    waiting_for_archive: z.int().describe('events that stay until the configured archive has them'),
    oldest_kept_at: instantOut.nullable().describe('received_at of the oldest event that stays; null: none'),
    archived: z.boolean().nullable().describe('whether everything that would go is archived; null: no archive is configured'),
    holds: z.array(holdBody).describe('holds that are in force'),
  })
  .meta({ id: 'RetentionConsequence' });

export const retentionBody = z
  .object({
    organisation: z.string(),
    policy: retentionPolicyBody.describe('as it was decided last'),
    decided_at: instantOut.nullable().describe('null: it came with the organisation'),
    reason: z.string().nullable(),
    pending: z
      .object({ before: retentionPolicyBody, effective_at: instantOut })
      .nullable()
      .describe('a decision that lets events go earlier: until then it can be undone, and `before` counts too'),
    holds: z.array(holdBody),
    oldest_retained: z.int(),
    size: z.int().describe('events ever recorded'),
    last_sweep: z
      .object({ at: instantOut, events: z.int(), event_id: z.string() })
      .nullable()
      .describe('the last one that removed something'),
    stopped: z.string().nullable().describe('why nothing is removed now; null: nothing is in the way'),
  })
  .meta({ id: 'Retention' });

const query = z.strictObject({ organisation: organisationField.optional() });
const problems = ['forbidden', 'not_found', 'organisation_required', 'parameter_invalid'] as const;

export const getRetention = route({
  id: 'getRetention',
  method: 'get',
  path: '/v1/retention',
  summary: 'How long events are kept',
  access: 'events:read',
  audit: { none: 'shows the rules and numbers, no event' },
  query,
  responses: { 200: { description: 'Policy, holds and where the ledger begins', schema: retentionBody } },
  problems,
});

export const previewRetention = route({
  id: 'previewRetention',
  method: 'post',
  path: '/v1/retention/preview',
  summary: 'What a policy would remove at the next sweep',
  description: 'Changes nothing. Numbers are of this moment, as if the policy counted already.',
  access: 'settings:manage',
  audit: { event: 'annals.view' },
  body: z.strictObject({ organisation: organisationField.optional(), policy: retentionPolicyBody }),
  responses: {
    200: {
      description: 'The consequence',
      schema: z.object({ shortens: z.boolean().describe('some event would go earlier than now'), consequence: consequenceBody }),
    },
  },
  problems: [...problems, 'index_unavailable', 'query_too_expensive', 'audit_unavailable'],
});

export const setRetention = route({
  id: 'setRetention',
  method: 'put',
  path: '/v1/retention',
  summary: 'Decide how long events are kept',
  description:
    'What keeps events longer counts at once. What lets some go earlier counts 24 hours later; until then everything is kept as before, and it can be undone.',
  access: 'settings:manage',
  audit: { event: 'annals.retention.change' },
  body: z.strictObject({ organisation: organisationField.optional(), policy: retentionPolicyBody, reason: reasonField }),
  responses: { 200: { description: 'Decided', schema: retentionBody } },
  problems: [...problems, 'organisation_closed'],
});

export const undoRetention = route({
  id: 'undoRetention',
  method: 'post',
  path: '/v1/retention/undo',
  summary: 'Undo a change that does not count yet',
  access: 'settings:manage',
  audit: { event: 'annals.retention.undo' },
  body: z.strictObject({ organisation: organisationField.optional(), reason: reasonField }),
  responses: { 200: { description: 'The policy is the one before', schema: retentionBody } },
  problems: [...problems, 'retention_not_pending'],
});

export const confirmRetentionClock = route({
  id: 'confirmRetentionClock',
  method: 'post',
  path: '/v1/retention/clock',
  summary: 'Confirm the clock after it moved',
  description:
    'Retention removes nothing after the clock moved more than a day against its last run, until an administrator of the installation says that it is right now.',
  access: 'settings:manage',
  audit: { event: 'annals.retention.clock_confirm' },
  body: z.strictObject({ reason: reasonField }),
  responses: { 200: { description: 'Retention goes on', schema: z.object({ now: instantOut }) } },
  problems: ['forbidden', 'clock_not_in_doubt'],
});
