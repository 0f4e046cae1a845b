import { z } from 'zod';
import { emailField, instantOut, nameField, passwordField } from './fields.ts';
import { organisationBody } from './organisations.ts';
import { route } from './route.ts';
import { userBody } from './users.ts';

export const getSetup = route({
  id: 'getSetup',
  method: 'get',
  path: '/v1/setup',
  summary: 'Is there an administrator yet',
  access: 'public',
  audit: { none: 'says only whether setup is still to be done' },
  responses: { 200: { description: 'Whether setup is needed', schema: z.object({ needed: z.boolean() }) } },
  problems: [],
});

export const setUp = route({
  id: 'setUp',
  method: 'post',
  path: '/v1/setup',
  summary: 'Make the first organisation and administrator',
  description: 'Once, with the token of the link the server printed at its start. Signs the administrator in.',
  access: 'public',
  audit: { event: 'annals.setup', also: ['annals.organisation.create', 'user.create', 'auth.login'] },
  body: z.strictObject({
    token: z.string().max(256),
    organisation: z.strictObject({ name: nameField }),
    user: z.strictObject({ email: emailField, name: nameField, password: passwordField }),
  }),
  responses: {
    201: { description: 'Set up', schema: z.object({ organisation: organisationBody, user: userBody, expires_at: instantOut }) },
  },
  problems: ['setup_done', 'setup_token_invalid', 'too_many_requests', 'origin_forbidden'],
});
