import { z } from 'zod';
import { idParam, instantOut, nameField } from './fields.ts';
import { route } from './route.ts';

export const organisationBody = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string().describe('stays when the name changes'),
    created_at: instantOut,
    closed_at: instantOut.nullable(),
    built_in: z.boolean(),
    deletion: z
      .object({ requested_at: instantOut, requested_by: z.string(), reason: z.string() })
      .nullable()
      .describe('an admin asked for its deletion, and another one must confirm it'),
  })
  .meta({ id: 'Organisation' });

const one = z.object({ organisation: organisationBody });

export const listOrganisations = route({
  id: 'listOrganisations',
  method: 'get',
  path: '/v1/organisations',
  summary: 'List the organisations you may name',
  access: 'principal',
  audit: { none: 'shows no events, only where the caller belongs' },
  responses: { 200: { description: 'In order of creation', schema: z.object({ organisations: z.array(organisationBody) }) } },
  problems: [],
});

export const createOrganisation = route({
  id: 'createOrganisation',
  method: 'post',
  path: '/v1/organisations',
  summary: 'Add an organisation',
  access: 'settings:manage',
  audit: { event: 'annals.organisation.create' },
  body: z.strictObject({ name: nameField }),
  responses: { 201: { description: 'Added', schema: one } },
  problems: ['forbidden'],
});

export const renameOrganisation = route({
  id: 'renameOrganisation',
  method: 'patch',
  path: '/v1/organisations/{id}',
  summary: 'Rename an organisation',
  access: 'settings:manage',
  audit: { event: 'organisation.rename' },
  params: idParam,
  body: z.strictObject({ name: nameField }),
  responses: { 200: { description: 'Renamed', schema: one } },
  problems: ['forbidden', 'not_found', 'organisation_closed', 'organisation_built_in'],
});
