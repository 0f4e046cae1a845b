import { scopesOfRole } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { organisationsOf } from './begin-session.ts';
import { findUser } from './member.ts';
import { orRecordFailure, ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { newTemporaryPassword } from './tokens.ts';

/**
 * Gives a member a temporary password. As it opens everything the member can open, the principal must manage users in
 * every organisation the member is of, and be an administrator of the installation where the member is one.
 */
export async function resetPassword(access: Access, principal: Principal, caller: Caller, id: string): Promise<string> {
  const { user, memberships, visible } = await findUser(access, principal, id);
  const everywhere = memberships.every(({ organisation, role }) =>
    ['users:manage' as const, ...scopesOfRole[role]].every((scope) => principal.can(scope, organisation)),
  );
  const allowed = everywhere && (principal.installationAdmin || (user.installation_admin === 0 && memberships.length > 0));
  if (allowed) return giveTemporaryPassword(access, caller, user);
  const organisations = visible.length > 0 ? visible.map(({ organisation }) => organisation) : [access.organisations.builtIn().id];
  return orRecordFailure(access.control, caller, organisations, resetOf(user), async () => {
    throw new Problem('forbidden', { detail: 'Only who manages users wherever this user is a member may do this.' });
  });
}

/** By the operator of the machine: whoever may open the socket could read the data directory as well. */
export async function resetPasswordByEmail(access: Access, email: string): Promise<string> {
  const user = await access.control.users.findByEmail(email);
  if (!user) throw new Problem('not_found', { detail: 'No user has this e-mail.' });
  return giveTemporaryPassword(access, { actor: { type: 'system', name: 'operator', client: 'cli' }, requestId: null }, user);
}

async function giveTemporaryPassword(access: Access, caller: Caller, user: UserRow): Promise<string> {
  const { control } = access;
  const password = newTemporaryPassword();
  const hash = await access.passwords.hash(password);
  await control.transaction(async (trx) => {
    if (!(await trx.users.find(user.id))) throw new Problem('not_found');
    await trx.users.setPassword(user.id, hash);
    await access.throttle.forgive(trx, user.email);
    const endedSessions = await trx.sessions.endOfUser(user.id, null);
    const event = ownEventOf(caller, control.now(), { ...resetOf(user), extra: { ended_sessions: endedSessions } });
    for (const organisation of await organisationsOf(access, trx, user.id)) await trx.ownEvents.add(organisation, event);
  });
  return password;
}

const resetOf = (user: UserRow) => ({ event: 'annals.user.reset', targets: [userTarget(user)], metadata: userMetadata(user) });
