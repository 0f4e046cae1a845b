import { z } from 'zod';
import { questionFields } from './find.ts';
import { route } from './route.ts';

export const tailEvents = route({
  id: 'tailEvents',
  method: 'get',
  path: '/v1/events/tail',
  summary: 'Follow events',
  description:
    'Server-Sent Events: each event of a query as soon as it can be found, in order of sequence, without gaps or doubles. `id` is the sequence, `data` the event. ' +
    'It begins with what is recorded after the call, or after the sequence in `Last-Event-ID` (or `after`), so that a reader who comes back misses nothing; the header `Annals-After` says where it began. ' +
    'When events after that are not retained any more, `event: gap` comes first, with `{"from","to"}` as data, `from` inclusive, `to` exclusive. ' +
    'A comment comes every 15 seconds. Who is slow is sent what he missed when he reads on; who takes nothing for a minute, or may no longer read, is disconnected. ' +
    'Your own `annals.view` is not sent to you. `event: problem` tells why a tail ends that cannot go on.',
  access: 'events:read',
  audit: { event: 'annals.view' },
  query: z.strictObject({
    organisation: questionFields.organisation,
    q: questionFields.q,
    after: z.coerce
      .number()
      .int()
      .min(-1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Begin behind this sequence; -1 is the beginning. `Last-Event-ID` goes before it.'),
  }),
  responses: { 200: { description: 'The stream', contentType: 'text/event-stream' } },
  problems: [
    'query_invalid',
    'query_too_large',
    'parameter_invalid',
    'too_many_tails',
    'index_unavailable',
    'audit_unavailable',
    'organisation_required',
    'not_found',
  ],
});
