import { z } from 'zod';
import { idParam, instantOut, organisationField } from './fields.ts';
import { route } from './route.ts';

const dayField = z.iso.date().describe('UTC day of received_at');
const plain = /^[\x21-\x7e]*$/;

const place = {
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'Must be the name of a bucket.')
    .describe('must be there; Annals makes none'),
  prefix: z
    .string()
    .max(256)
    .regex(/^([\w.!*'()-]+\/)*$/, 'Must be empty, or words that each end with a slash.')
    .refine((text) => !/(^|\/)\.{1,2}\//.test(text), 'Must not hold . or .. as a part.')
    .default('annals/'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'Must be the name of a region.')
    .default('us-east-1'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .nullable()
    .default(null)
    .describe('of a server other than AWS; null: AWS in the region'),
  path_style: z
    .boolean()
    .default(false)
    .describe('the bucket in the path and not in the host name, as most servers other than AWS want it'),
  access_key_id: z
    .string()
    .min(1)
    .max(128)
    .regex(plain)
    .nullable()
    .default(null)
    .describe("null: the server's own credential chain; administrators of the installation only"),
};

const secret = z
  .string()
  .min(1)
  .max(256)
  .regex(plain)
  .optional()
  .describe('kept encrypted and never shown again; may be left out where the place and the access key stay the same');

const handling = {
  profile: z.enum(['rfc5424', 'lightrun']).default('rfc5424').describe('of the Syslog file'),
  enterprise_number: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .default(32_473)
    .describe('IANA Private Enterprise Number of RFC 5424 elements'),
  compression: z.enum(['gzip', 'zstd', 'none']).default('gzip').describe('of the Syslog file'),
  lock: z
    .strictObject({ mode: z.enum(['governance', 'compliance']), days: z.number().int().min(1).max(36_500) })
    .nullable()
    .default(null)
    .describe('Object Lock; clear text is never locked'),
  keep_months: z.number().int().min(1).max(1_200).default(24),
  enabled: z.boolean().default(true),
};

export const archiveBody = z
  .object({
    id: z.string(),
    organisation: z.string().nullable().describe('id; null: that of the installation, for organisations without one of their own'),
    bucket: z.string(),
    prefix: z.string(),
    region: z.string(),
    endpoint: z.string().nullable(),
    path_style: z.boolean(),
    access_key_id: z.string().nullable(),
    profile: z.enum(['rfc5424', 'lightrun']),
    enterprise_number: z.number(),
    compression: z.enum(['gzip', 'zstd', 'none']),
    lock: z.object({ mode: z.enum(['governance', 'compliance']), days: z.number() }).nullable(),
    keep_months: z.number(),
    enabled: z.boolean(),
    created_at: instantOut,
    updated_at: instantOut,
  })
  .meta({ id: 'Archive' });

export const archiveStep = z.object({
  step: z.enum(['write', 'read', 'list', 'lock', 'delete']),
  ok: z.boolean(),
  reason: z.string().nullable().describe('a word that names what failed, such as bucket_missing'),
  detail: z.string().nullable(),
});

export const archiveDay = z.object({
  day: z.string(),
  state: z
    .enum(['delivered', 'partial', 'in_progress', 'failed', 'missing', 'removed', 'waiting'])
    .describe('partial: a part of it was delivered, the rest follows; waiting: the day is not over'),
  events: z.number().describe('that were delivered'),
  bytes: z.number(),
  deliveries: z.number(),
  delivered_at: instantOut.nullable(),
  manifest: z.string().nullable().describe('key of the last manifest'),
  error: z.string().nullable(),
});

export const listArchives = route({
  id: 'listArchives',
  method: 'get',
  path: '/v1/archives',
  summary: 'Show where days are archived to',
  description: "The organisation's own archive and that of the installation. Its own is used where it has one. Never a secret.",
  access: 'settings:manage',
  audit: { none: 'shows settings without secrets, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: {
    200: {
      description: 'At most two',
      schema: z.object({ archives: z.array(archiveBody), used: z.string().nullable().describe('id of the one that is used') }),
    },
  },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const putArchive = route({
  id: 'putArchive',
  method: 'put',
  path: '/v1/archives',
  summary: 'Set up or change an archive',
  description:
    'One an organisation, and one for the installation (`organisation` null). Another bucket, prefix or endpoint begins a new chain of days with the oldest retained event.',
  access: 'settings:manage',
  audit: { event: 'annals.archive.change', also: ['integration.create'] },
  body: z.strictObject({ organisation: organisationField.nullable(), ...place, secret_access_key: secret, ...handling }),
  responses: { 200: { description: 'Kept', schema: z.object({ archive: archiveBody }) } },
  problems: ['forbidden', 'not_found', 'organisation_closed', 'archive_secret_required'],
});

export const deleteArchive = route({
  id: 'deleteArchive',
  method: 'delete',
  path: '/v1/archives/{id}',
  summary: 'Stop archiving and forget the credentials',
  description: 'What was delivered stays where it is. From here on retention does not wait for this archive.',
  access: 'settings:manage',
  audit: { event: 'annals.archive.delete' },
  params: idParam,
  responses: { 204: { description: 'Forgotten' } },
  problems: ['forbidden', 'not_found'],
});

export const testArchive = route({
  id: 'testArchive',
  method: 'post',
  path: '/v1/archives/test',
  summary: 'Write, read and delete an object where days would go',
  description: 'With what is sent, not with what is kept; without `secret_access_key` the kept one is used, at the kept place only.',
  access: 'settings:manage',
  audit: { event: 'annals.archive.test' },
  body: z.strictObject({
    organisation: organisationField.nullable(),
    ...place,
    secret_access_key: secret,
    lock: handling.lock,
  }),
  responses: { 200: { description: 'Tried', schema: z.object({ ok: z.boolean(), steps: z.array(archiveStep) }) } },
  problems: ['forbidden', 'not_found', 'archive_secret_required'],
});

export const listArchiveDays = route({
  id: 'listArchiveDays',
  method: 'get',
  path: '/v1/archives/days',
  summary: 'Show which days are archived',
  access: 'settings:manage',
  audit: { none: 'shows how many events were delivered, no events' },
  query: z.strictObject({ organisation: organisationField.optional(), from: dayField.optional(), to: dayField.optional() }),
  responses: {
    200: {
      description: 'In order; at most 400 days',
      schema: z.object({
        days: z.array(archiveDay),
        archived_to: z.number().nullable().describe('the sequence behind the last archived event; null: no archive'),
        first_day: z.string().nullable(),
      }),
    },
  },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const deliverArchiveDay = route({
  id: 'deliverArchiveDay',
  method: 'post',
  path: '/v1/archives/days',
  summary: 'Archive a day now',
  description:
    'And the days before it that are not archived yet, for an archive has no gaps. Of a day that is not over, what there is; the rest gets files of its own.',
  access: 'settings:manage',
  audit: { event: 'annals.archive.deliver' },
  body: z.strictObject({ organisation: organisationField.nullish(), day: dayField }),
  responses: { 202: { description: 'It begins', schema: z.object({ day: z.string() }) } },
  problems: ['forbidden', 'not_found', 'organisation_required', 'archive_missing'],
});
