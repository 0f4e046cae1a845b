import { z } from 'zod';
import { route } from './route.ts';

export const continueLedger = route({
  id: 'continueLedger',
  method: 'post',
  path: '/v1/organisations/{id}/ledger/continue',
  summary: 'Go on after the ledger was rolled back',
  description:
    'An organisation whose ledger holds less than the last signed checkpoint takes no events (`ledger_rolled_back`). First try to bring back what is missing. ' +
    'This gives it up on purpose: the abandoned checkpoint is kept beside, a new one is signed over what is there, and the reason is on record.',
  access: 'settings:manage',
  audit: { event: 'annals.ledger.continue' },
  params: z.strictObject({ id: z.string().min(1).max(256) }),
  body: z.strictObject({ reason: z.string().trim().min(1).max(1000) }),
  responses: {
    200: {
      description: 'The organisation takes events again',
      schema: z.object({ size: z.int().describe('events the ledger holds'), abandoned_size: z.int().nullable() }),
    },
  },
  problems: ['not_found', 'ledger_intact', 'ledger_rolled_back'],
});
