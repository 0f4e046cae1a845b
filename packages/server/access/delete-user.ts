import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { keepAnAdmin, keepAnInstallationAdmin } from './last-admin.ts';
import { findUser } from './member.ts';
import { orRecordFailure, ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';

/**
 * Deletes a user from every organisation the principal manages users of. With the last membership the account goes, and
 * with it its sessions; a member of a foreign organisation stays one there, and nobody here learns of it.
 * The events about and by the user stay.
 */
export async function deleteUser(access: Access, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = access;
  const { user, visible } = await findUser(access, principal, id);
  const managed = visible.filter(({ organisation }) => principal.can('users:manage', organisation)).map(({ organisation }) => organisation);
  const mayInstallation = principal.organisations === null && principal.can('users:manage', access.organisations.builtIn().id);
  const concerned =
    managed.length > 0
      ? managed
      : visible.length > 0
        ? visible.map(({ organisation }) => organisation)
        : [access.organisations.builtIn().id];
  const act = { event: 'user.delete', targets: [userTarget(user)], metadata: userMetadata(user) };
  await orRecordFailure(control, caller, concerned, act, async () => {
    if (managed.length === 0 && !mayInstallation)
      throw new Problem('forbidden', { detail: 'This needs the scope users:manage in the organisation.' });
    if (user.installation_admin === 1 && !mayInstallation)
      throw new Problem('forbidden', { detail: 'Administrators of the installation are deleted by one of them.' });
    await control.transaction(async (trx) => {
      const memberships = await trx.memberships.ofUser(id);
      const leaving = memberships.filter(({ organisation }) => managed.includes(organisation));
      const current = await trx.users.find(id);
      if (!current) throw new Problem('not_found');
      for (const membership of leaving) await keepAnAdmin(trx, membership);
      const vanishes = leaving.length === memberships.length;
      if (vanishes) await keepAnInstallationAdmin(trx, current);
      for (const { organisation } of leaving) await trx.memberships.remove(organisation, id);
      if (vanishes) await trx.users.delete(id);
      const now = control.now();
      for (const organisation of concerned) await trx.ownEvents.add(organisation, ownEventOf(caller, now, act));
    });
  });
}
