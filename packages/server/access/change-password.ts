import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { organisationsOf } from './begin-session.ts';
import { callerUser } from './caller-user.ts';
import { orRecordFailure, ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';

/**
 * Changes one's own password and ends one's other sessions. Tries with a wrong present password count like tries to
 * sign in: a stolen session must not be a way to guess.
 */
export async function changePassword(
  access: Access,
  principal: Principal,
  caller: Caller,
  given: { current: string; next: string },
): Promise<{ endedSessions: number }> {
  const { control, passwords } = access;
  const user = await callerUser(control, principal);
  const organisations = await organisationsOf(access, control, user.id);
  const act = { event: 'annals.user.password_change', targets: [userTarget(user)], metadata: userMetadata(user) };
  const admission = await control.transaction((trx) => access.throttle.admit(trx, user.email, caller.actor.ip ?? null));
  if (admission.kind === 'wait') throw new Problem('too_many_attempts', { retryAfterSeconds: admission.retryAfterSeconds });
  return orRecordFailure(control, caller, organisations, act, async () => {
    if (!(await passwords.matches(given.current, user.password_hash))) throw new Problem('password_wrong');
    const hash = await passwords.hash(given.next);
    return await control.transaction(async (trx) => {
      if ((await callerUser(trx, principal)).password_hash !== user.password_hash)
        throw new Problem('password_wrong', { detail: 'The password was changed meanwhile.' });
      await access.throttle.succeeded(trx, admission.attempt);
      await trx.users.setPassword(user.id, hash);
      const endedSessions = await trx.sessions.endOfUser(user.id, principal.recordedBy.slice('session:'.length));
      const event = ownEventOf(caller, control.now(), { ...act, extra: { ended_sessions: endedSessions } });
      for (const organisation of organisations) await trx.ownEvents.add(organisation, event);
      return { endedSessions };
    });
  });
}
