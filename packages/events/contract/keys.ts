import { z } from 'zod';
import { idParam, instantField, instantOut, nameField, organisationField } from './fields.ts';
import { route } from './route.ts';
import { scopes } from './scopes.ts';

export const apiKeyBody = z
  .object({
    id: z.string(),
    name: z.string(),
    organisation: z.string().nullable().describe('id; null: an installation key, good for every organisation'),
    scopes: z.array(z.enum(scopes)),
    prefix: z.string().describe('first characters of the token'),
    created_by: z.string(),
    created_at: instantOut,
    expires_at: instantOut.nullable(),
    revoked_at: instantOut.nullable(),
    last_used_at: instantOut.nullable().describe('within five minutes'),
  })
  .meta({ id: 'Key' });

export const listKeys = route({
  id: 'listKeys',
  method: 'get',
  path: '/v1/keys',
  summary: 'List the keys that reach an organisation',
  description: "The organisation's own keys and the installation's, which reach every organisation. Never their tokens.",
  access: 'keys:manage',
  audit: { none: 'shows keys without their tokens, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: { 200: { description: 'Newest first', schema: z.object({ keys: z.array(apiKeyBody) }) } },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const createKey = route({
  id: 'createKey',
  method: 'post',
  path: '/v1/keys',
  summary: 'Make an API key',
  description: 'With at most the scopes you have yourself. The token is in the answer and nowhere else.',
  access: 'keys:manage',
  audit: { event: 'annals.key.create' },
  body: z.strictObject({
    name: nameField,
    organisation: organisationField.nullable(),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .max(scopes.length * 2),
    expires_at: instantField.nullish(),
  }),
  responses: { 201: { description: 'Made', schema: z.object({ key: apiKeyBody, token: z.string() }) } },
  problems: ['forbidden', 'not_found', 'organisation_closed'],
});

export const revokeKey = route({
  id: 'revokeKey',
  method: 'delete',
  path: '/v1/keys/{id}',
  summary: 'Revoke a key',
  description: 'Works from the next request on. The key stays listed.',
  access: 'keys:manage',
  audit: { event: 'annals.key.revoke' },
  params: idParam,
  responses: { 204: { description: 'Revoked' } },
  problems: ['forbidden', 'not_found'],
});
