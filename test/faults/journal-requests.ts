import { event } from '../../packages/server/sealer/testing.ts';
import type { AppendRequest } from '../../packages/server/journal/journal.ts';

export const organisation = '0199c0de-0000-7000-8000-00000000000a';

const ids = ['01', '02', '03', '04', '05'].map((end) => `0199c0de-0000-7000-8000-0000000000${end}`);
const items = ids.map((id, index) => ({ ...event(organisation, `e${index}`), id }));

/** The same ids each time: with a key, without one, and with one event of the first again. */
export const journalRequests: readonly AppendRequest[] = [
  { items: items.slice(0, 2), recordedBy: 'key:k', idempotency: { owner: 'k', key: 'once', bodyHash: 'h' }, bytes: 100 },
  { items: items.slice(2, 4), recordedBy: 'key:k', idempotency: null, bytes: 100 },
  { items: [items[0]!, items[4]!], recordedBy: 'key:k', idempotency: { owner: 'k', key: 'twice', bodyHash: 'h' }, bytes: 100 },
];
