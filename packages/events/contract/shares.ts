import { z } from 'zod';
import { pageColumns } from '../formats/export-columns.ts';
import { instantField, instantOut, nameField, organisationField } from './fields.ts';
import { questionFields } from './find.ts';
import { route } from './route.ts';

/** Share links: one question of one organisation, opened without signing in, until it expires or is revoked. */

/** Header of the public route: the token stays out of addresses, and so out of logs. */
export const shareTokenHeader = 'annals-share-token';

/** A link cannot be for ever. */
export const mostShareDays = 366;

const columnNames = z.array(z.string().min(1).max(200)).min(1).max(60);

export const shareBody = z
  .object({
    id: z.string(),
    organisation: z.string(),
    name: z.string(),
    q: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    columns: z.array(z.string()),
    prefix: z.string().describe('first characters of the token'),
    created_by: z.string(),
    created_at: instantOut,
    expires_at: instantOut,
    revoked_at: instantOut.nullable(),
    opened: z.int().describe('how often it was opened'),
    last_opened_at: instantOut.nullable(),
  })
  .meta({ id: 'Share' });

export const createShare = route({
  id: 'createShare',
  method: 'post',
  path: '/v1/shares',
  summary: 'Make a share link',
  description:
    'Whoever has the link sees the events of this question in this organisation, also those that come later, with these columns, and nothing else. The token is in the answer and nowhere else; `path` is what to put behind the address of Annals.',
  access: 'events:export',
  audit: { event: 'annals.share.create' },
  body: z.strictObject({
    organisation: organisationField.optional().describe('Id or slug; needed when the key or user has more than one.'),
    name: nameField,
    q: questionFields.q,
    from: questionFields.from,
    to: questionFields.to,
    columns: columnNames.nullish().describe('Names as docs/exports.md lists them; the eight of the page when absent.'),
    expires_at: instantField.describe(`At most ${mostShareDays} days from now.`),
  }),
  responses: { 201: { description: 'Made', schema: z.object({ share: shareBody, token: z.string(), path: z.string() }) } },
  problems: ['forbidden', 'not_found', 'organisation_required', 'query_invalid', 'query_too_large'],
});

export const listShares = route({
  id: 'listShares',
  method: 'get',
  path: '/v1/shares',
  summary: 'List share links',
  access: 'events:export',
  audit: { none: 'shows links without their tokens, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: { 200: { description: 'Newest first', schema: z.object({ shares: z.array(shareBody) }) } },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const revokeShare = route({
  id: 'revokeShare',
  method: 'delete',
  path: '/v1/shares/{id}',
  summary: 'Revoke a share link',
  description: 'Works from the next request on. The link stays listed.',
  access: 'events:export',
  audit: { event: 'annals.share.revoke' },
  params: z.strictObject({ id: z.string().min(1).max(64) }),
  responses: { 204: { description: 'Revoked' } },
  problems: ['forbidden', 'not_found'],
});

export const openShare = route({
  id: 'openShare',
  method: 'get',
  path: '/v1/shared',
  summary: 'Open a share link',
  description: `Rows of the question behind the token in the header \`${shareTokenHeader}\`, newest first. Unknown, expired and revoked tokens are answered alike. Each opening is on record; further pages, and the same address within a minute, belong to it.`,
  access: 'public',
  audit: { event: 'annals.share.open' },
  query: z.strictObject({ cursor: z.string().max(2_048).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  responses: {
    200: {
      description: 'A page',
      schema: z.object({
        share: z.object({
          name: z.string(),
          organisation: z.string().describe('its name'),
          q: z.string(),
          from: z.string().nullable(),
          to: z.string().nullable(),
          columns: z.array(z.string()),
          expires_at: instantOut,
        }),
        rows: z.array(z.array(z.string())).describe(`cells in the order of the columns; usually ${pageColumns.length}`),
        next: z.string().nullable(),
      }),
    },
  },
  problems: ['not_found', 'cursor_invalid', 'query_too_expensive', 'too_many_requests', 'index_unavailable', 'audit_unavailable'],
});
