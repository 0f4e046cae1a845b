import { z } from 'zod';

import { metadataSchema } from '../metadata/schemas.ts';
import { actorTypes, categories, clientNames, outcomes } from './types.ts';

/**
 * The shapes of events on the wire, for contract, OpenAPI and the SDK. The server does not check events with these
 * (`normalise` does, with aliases and warnings); a test holds the two together.
 */
const principal = z.object({
  type: z.enum(actorTypes),
  id: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  ip: z.string().optional().describe('IPv4 or IPv6 address'),
  host: z.string().optional(),
  user_agent: z.string().optional(),
  client: z.enum(clientNames).optional(),
});
export const actorSchema = principal.extend({ on_behalf_of: principal.optional() }).meta({ id: 'Actor' });

export const targetSchema = z
  .object({ type: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/), id: z.string(), name: z.string().optional() })
  .meta({ id: 'Target' });
export const changeSchema = z
  .object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
  .meta({ id: 'Change' });
export const producerSchema = z
  .object({
    name: z.string(),
    sequence: z.int().optional(),
    host: z.string().optional(),
    pid: z.int().optional(),
    event_id: z.string().optional(),
  })
  .meta({ id: 'Producer' });

const common = {
  error_message: z.string().optional().describe('Why it failed'),
  actor: actorSchema,
  targets: z.array(targetSchema).optional(),
  agent_pool: z.string().optional(),
  metadata: metadataSchema.optional(),
  changes: z.array(changeSchema).optional(),
  correlation_id: z.string().optional(),
  producer: producerSchema.optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
};

export const eventInputSchema = z
  .object({
    id: z.uuid().optional(),
    organisation: z.string().optional().describe('Id or slug; needed when the key has more than one'),
    event: z.string().min(1).max(128).describe('Id, code, label or original name of the catalogue, or a name of your own'),
    category: z.enum(categories).optional().describe('Of an event of your own; events of the catalogue have theirs'),
    outcome: z.enum(outcomes).optional(),
    occurred_at: z.iso.datetime({ offset: true }).optional().describe('From 1970 to 2200; now, when absent'),
    ...common,
  })
  .meta({ id: 'EventInput' });

export const recordedEventSchema = z.object({
  id: z.uuid(),
  organisation: z.uuid(),
  sequence: z.int().min(0).describe('Gapless number in the organisation, from 0'),
  event: z.string(),
  code: z.string(),
  label: z.string(),
  original_name: z.string().nullable(),
  category: z.enum(categories),
  outcome: z.enum(outcomes),
  unlisted: z.boolean(),
  occurred_at: z.iso.datetime(),
  received_at: z.iso.datetime(),
  skew_ms: z.int().describe('received_at minus occurred_at when over 5,000 ms either way, else 0'),
  recorded_by: z.string().describe('key:<uuid>, session:<uuid> or server'),
  received_from: z.string().optional().describe('Address the server received it from'),
  ...common,
  redacted: z.array(z.string()).optional().describe('JSON pointers of values that were replaced because they are secrets'),
});
