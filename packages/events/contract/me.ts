import { z } from 'zod';
import { organisationBody } from './organisations.ts';
import { route } from './route.ts';
import { roles, scopes } from './scopes.ts';
import { userBody } from './users.ts';

export const meBody = z
  .object({
    kind: z.enum(['session', 'key']),
    user: userBody.nullable(),
    key: z.object({ id: z.string(), name: z.string() }).nullable(),
    installation_admin: z.boolean(),
    memberships: z
      .array(
        z.object({
          organisation: organisationBody,
          role: z.enum(roles).nullable().describe('null for a key'),
          scopes: z.array(z.enum(scopes)),
        }),
      )
      .describe('every organisation the caller may name; an administrator of the installation is an admin in each'),
  })
  .meta({ id: 'Me' });

export const getMe = route({
  id: 'getMe',
  method: 'get',
  path: '/v1/me',
  summary: 'Who am I, and what may I do',
  access: 'principal',
  audit: { none: 'shows the caller to himself' },
  responses: { 200: { description: 'The caller', schema: meBody } },
  problems: [],
});
