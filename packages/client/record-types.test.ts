import { test } from 'node:test';
import { AnnalsClient } from './index.ts';
import type { EventToRecord } from './index.ts';

/** What compiles is the guarantee here: `npm run check` fails when an expected error is none. */
test('metadata that an event of the catalogue does not carry does not compile', () => {
  const client = new AnnalsClient({ url: 'http://127.0.0.1:1' });
  const actor = { type: 'user' } as const;
  const unknownNames: EventToRecord[] = [{ event: String(Math.random()), actor, extra: { any: 'thing' } }];
  const calls = [
    () =>
      client.record([
        { event: 'auth.login', actor, metadata: { user: { user_id: 'u-1' } } },
        { event: 'shop.order', actor, category: 'creation' },
      ]),
    () => client.record(unknownNames),
    // @ts-expect-error signing in carries no agent
    () => client.record([{ event: 'auth.login', actor, metadata: { agent: { agent_id: 'a-1' } } }]),
    // @ts-expect-error a pid is a number
    () => client.record([{ event: 'agent.remove', actor: { type: 'agent' }, metadata: { agent: { agent_pid: 'x' } } }]),
    // @ts-expect-error an event has an actor
    () => client.record([{ event: 'auth.login' }]),
  ];
  void calls;
});
