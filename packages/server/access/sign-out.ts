import type { Access } from './access.ts';
import { organisationsOf } from './begin-session.ts';
import { callerUser } from './caller-user.ts';
import { ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';

/** Ends the session the request came with; its cookie opens nothing from then on. */
export async function signOut(access: Access, principal: Principal, caller: Caller): Promise<void> {
  const { control } = access;
  const sessionId = principal.recordedBy.slice('session:'.length);
  await control.transaction(async (trx) => {
    const user = await callerUser(trx, principal);
    await trx.sessions.end(sessionId);
    const event = ownEventOf(caller, control.now(), { event: 'auth.logout', targets: [userTarget(user)], metadata: userMetadata(user) });
    for (const organisation of await organisationsOf(access, trx, user.id)) await trx.ownEvents.add(organisation, event);
  });
}
