import { z } from 'zod';
import { emailField, idParam, instantOut, nameField, organisationField, passwordField } from './fields.ts';
import { route } from './route.ts';
import { roles } from './scopes.ts';

export const userBody = z
  .object({ id: z.string(), email: z.string(), name: z.string(), installation_admin: z.boolean(), created_at: instantOut })
  .meta({ id: 'User' });

export const memberBody = userBody.extend({ role: z.enum(roles) }).meta({ id: 'Member' });

export const listUsers = route({
  id: 'listUsers',
  method: 'get',
  path: '/v1/users',
  summary: 'List the members of an organisation',
  access: 'users:manage',
  audit: { none: 'shows accounts, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: { 200: { description: 'By e-mail', schema: z.object({ users: z.array(memberBody) }) } },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const createUser = route({
  id: 'createUser',
  method: 'post',
  path: '/v1/users',
  summary: 'Add a user to an organisation',
  access: 'users:manage',
  audit: { event: 'user.create' },
  body: z.strictObject({
    email: emailField,
    name: nameField,
    password: passwordField,
    organisation: organisationField.optional(),
    role: z.enum(roles),
  }),
  responses: { 201: { description: 'Added', schema: z.object({ user: memberBody }) } },
  problems: ['forbidden', 'not_found', 'email_taken', 'organisation_required', 'organisation_closed', 'too_many_requests'],
});

export const changeUser = route({
  id: 'changeUser',
  method: 'patch',
  path: '/v1/users/{id}',
  summary: "Change a user's role",
  description: 'Give `role` (with `organisation`), or `installation_admin`, not both.',
  access: 'users:manage',
  audit: { event: 'annals.user.role_change' },
  params: idParam,
  body: z.union([
    z.strictObject({ role: z.enum(roles), organisation: organisationField.optional() }),
    z.strictObject({ installation_admin: z.boolean() }),
  ]),
  responses: { 204: { description: 'Changed' } },
  problems: ['forbidden', 'not_found', 'last_admin', 'organisation_required', 'organisation_closed'],
});

export const resetUserPassword = route({
  id: 'resetUserPassword',
  method: 'post',
  path: '/v1/users/{id}/reset',
  summary: 'Give a user a temporary password',
  description: 'Ends every session of the user. The password is in the answer and nowhere else.',
  access: 'users:manage',
  audit: { event: 'annals.user.reset' },
  params: idParam,
  responses: { 200: { description: 'Reset', schema: z.object({ password: z.string() }) } },
  problems: ['forbidden', 'not_found', 'too_many_requests'],
});

export const deleteUser = route({
  id: 'deleteUser',
  method: 'delete',
  path: '/v1/users/{id}',
  summary: 'Delete a user',
  description:
    'Removes the user from every organisation you manage; with the last membership the account and its sessions end. Events about and by the user stay.',
  access: 'users:manage',
  audit: { event: 'user.delete' },
  params: idParam,
  responses: { 204: { description: 'Deleted' } },
  problems: ['forbidden', 'not_found', 'last_admin'],
});
