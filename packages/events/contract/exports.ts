import { z } from 'zod';
import { order, questionFields } from './find.ts';
import { route } from './route.ts';

export const exportCsv = route({
  id: 'exportCsv',
  method: 'get',
  path: '/v1/exports/csv',
  summary: 'Export events as CSV',
  description:
    'All events of a query, streamed, in UTC, with eight fields, safe to open in a spreadsheet. A body that breaks off is not a whole file; `Annals-Events` says how many rows it must have.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  query: z.strictObject({ ...questionFields, order }),
  responses: { 200: { description: 'The file', contentType: 'text/csv; charset=utf-8' } },
  problems: [
    'query_invalid',
    'query_too_large',
    'parameter_invalid',
    'query_too_expensive',
    'too_many_requests',
    'index_unavailable',
    'audit_unavailable',
    'organisation_required',
    'not_found',
  ],
});
