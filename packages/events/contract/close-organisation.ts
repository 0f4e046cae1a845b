import { z } from 'zod';
import { idParam } from './fields.ts';
import { organisationBody } from './organisations.ts';
import { route } from './route.ts';

const one = z.object({ organisation: organisationBody });
const reason = z.string().trim().min(1, 'Say why.').max(1000);

export const closeOrganisation = route({
  id: 'closeOrganisation',
  method: 'post',
  path: '/v1/organisations/{id}/close',
  summary: 'Close an organisation',
  description:
    'It takes no events and no changes from then on; reading, exporting and proving go on, and so does retention. An admin can reopen it.',
  access: 'settings:manage',
  audit: { event: 'annals.organisation.close' },
  params: idParam,
  body: z.strictObject({ reason }),
  responses: { 200: { description: 'Closed', schema: one } },
  problems: ['forbidden', 'not_found', 'organisation_closed', 'organisation_built_in'],
});

export const reopenOrganisation = route({
  id: 'reopenOrganisation',
  method: 'post',
  path: '/v1/organisations/{id}/reopen',
  summary: 'Reopen a closed organisation',
  description: 'Takes back a deletion that was asked for, too.',
  access: 'settings:manage',
  audit: { event: 'annals.organisation.reopen' },
  params: idParam,
  body: z.strictObject({ reason }),
  responses: { 200: { description: 'Open', schema: one } },
  problems: ['forbidden', 'not_found', 'organisation_open'],
});

/** So long an organisation is closed before it can be deleted. */
export const closedDaysBeforeDeletion = 30;

export const requestDeletion = route({
  id: 'requestOrganisationDeletion',
  method: 'post',
  path: '/v1/organisations/{id}/deletion',
  summary: 'Ask for the deletion of an organisation',
  description: `Possible when it was closed ${closedDaysBeforeDeletion} days ago and nothing of it is held. Deletes nothing: another admin must confirm it.`,
  access: 'session',
  audit: { event: 'annals.organisation.deletion_request' },
  params: idParam,
  body: z.strictObject({ reason }),
  responses: { 200: { description: 'Asked for', schema: one } },
  problems: ['forbidden', 'not_found', 'organisation_open', 'organisation_built_in', 'deletion_too_early', 'organisation_held'],
});

export const confirmDeletion = route({
  id: 'confirmOrganisationDeletion',
  method: 'post',
  path: '/v1/organisations/{id}/deletion/confirm',
  summary: 'Confirm the deletion of an organisation',
  description:
    'By another admin than who asked. Everything of the organisation goes: events, proofs, keys, members. There is no way back but a backup. The event is in the built-in organisation.',
  access: 'session',
  audit: { event: 'annals.organisation.delete' },
  params: idParam,
  body: z.strictObject({ name: z.string().describe('the name of the organisation, as it is') }),
  responses: { 202: { description: 'It is being deleted' } },
  problems: ['forbidden', 'not_found', 'deletion_not_requested', 'second_admin_required', 'organisation_held', 'validation_failed'],
});
