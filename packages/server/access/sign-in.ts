import type { Actor } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { actorOf, userActor } from './authenticate.ts';
import type { Connection } from './authenticate.ts';
import { beginSession, organisationsOf } from './begin-session.ts';
import type { NewSession } from './begin-session.ts';
import { ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Act } from './own-act.ts';
import type { Try } from './throttle.ts';
import { looksLikeEmail } from './user-fields.ts';

/**
 * E-mail and password to a session. Unknown account and wrong password are the same answer after the same time.
 * Every try is an `auth.login` event, on disk before the answer; of tries beyond the limit the first in each window is
 * one, for a flood must not fill the ledger. No event holds the password, or an e-mail field that is no e-mail.
 */
export async function signIn(
  access: Access,
  connection: Connection,
  requestId: string,
  given: { email: string; password: string },
): Promise<{ user: UserRow; session: NewSession }> {
  const { control } = access;
  const user = await control.users.findByEmail(given.email);
  const failed = (error: string) => recordFailure(access, connection, requestId, given.email, user, error);

  const admission = await control.transaction((trx) => access.throttle.admit(trx, given.email, connection.ip));
  if (admission.kind === 'wait') {
    if (admission.first) await failed('Too many tries; further ones are refused and not recorded one by one.');
    throw new Problem('too_many_attempts', { retryAfterSeconds: admission.retryAfterSeconds });
  }
  if (!(await matches(access, given.password, user?.password_hash ?? null, admission.attempt)) || !user) {
    await failed('E-mail or password is wrong.');
    throw new Problem('sign_in_failed');
  }
  const session = await control.transaction(async (trx) => {
    // Deleted or given another password while this one was being checked.
    if ((await trx.users.find(user.id))?.password_hash !== user.password_hash) return null;
    await access.throttle.succeeded(trx, admission.attempt);
    return beginSession(access, trx, user, connection, requestId, await organisationsOf(access, trx, user.id));
  });
  if (!session) {
    await failed('The account changed during the sign-in.');
    throw new Problem('sign_in_failed');
  }
  return { user, session };
}

async function matches(access: Access, password: string, stored: string | null, attempt: Try): Promise<boolean> {
  try {
    return await access.passwords.matches(password, stored);
  } catch (error) {
    await access.throttle.takeBack(attempt);
    throw error;
  }
}

async function recordFailure(
  access: Access,
  connection: Connection,
  requestId: string,
  email: string,
  user: UserRow | null,
  error: string,
): Promise<void> {
  const { control } = access;
  const actor: Actor = user
    ? userActor(user, connection)
    : actorOf({ type: 'user', ...(looksLikeEmail(email) && { email: email.trim() }) }, connection, 'portal');
  const act: Act = user ? { event: 'auth.login', targets: [userTarget(user)], metadata: userMetadata(user) } : { event: 'auth.login' };
  await control.transaction(async (trx) => {
    const organisations = user ? await organisationsOf(access, trx, user.id) : [access.organisations.builtIn().id];
    for (const organisation of organisations)
      await trx.ownEvents.add(organisation, ownEventOf({ actor, requestId }, control.now(), act, error));
  });
}
