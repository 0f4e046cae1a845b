import { z } from 'zod';
import { route } from './route.ts';

export const getOpenapi = route({
  id: 'getOpenapi',
  method: 'get',
  path: '/openapi.json',
  summary: 'This document',
  access: 'public',
  audit: { none: 'the same for everyone' },
  responses: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({}) } },
  problems: [],
});

export const getCatalogue = route({
  id: 'getCatalogue',
  method: 'get',
  path: '/v1/catalogue',
  summary: 'Every event Annals knows, with its fields',
  access: 'public',
  audit: { none: 'the same for everyone' },
  responses: { 200: { description: 'Events and the fields of their metadata groups', schema: z.looseObject({}) } },
  problems: [],
});
