import { z } from 'zod';
import { givenPassword, instantOut, passwordField } from './fields.ts';
import { route } from './route.ts';
import { userBody } from './users.ts';

export const signIn = route({
  id: 'signIn',
  method: 'post',
  path: '/v1/sessions',
  summary: 'Sign in',
  description: 'Sets the HttpOnly cookie `annals_session`. Ten tries in 15 minutes for an account and for an address.',
  access: 'public',
  audit: { event: 'auth.login' },
  body: z.strictObject({ email: z.string().max(1_024), password: givenPassword }),
  responses: { 201: { description: 'Signed in', schema: z.object({ user: userBody, expires_at: instantOut }) } },
  problems: ['sign_in_failed', 'too_many_attempts', 'too_many_requests', 'origin_forbidden'],
});

export const signOut = route({
  id: 'signOut',
  method: 'delete',
  path: '/v1/sessions/current',
  summary: 'Sign out',
  access: 'session',
  audit: { event: 'auth.logout' },
  responses: { 204: { description: 'Signed out' } },
  problems: ['origin_forbidden'],
});

export const changePassword = route({
  id: 'changePassword',
  method: 'put',
  path: '/v1/me/password',
  summary: 'Change your own password',
  description: 'Ends your other sessions.',
  access: 'session',
  audit: { event: 'annals.user.password_change' },
  body: z.strictObject({ current_password: givenPassword, new_password: passwordField }),
  responses: { 200: { description: 'Changed', schema: z.object({ ended_sessions: z.int() }) } },
  problems: ['password_wrong', 'too_many_attempts', 'too_many_requests', 'origin_forbidden'],
});
