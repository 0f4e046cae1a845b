import type { Role } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { keepAnAdmin, keepAnInstallationAdmin } from './last-admin.ts';
import { findUser } from './member.ts';
import { orRecordFailure, ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireInstallationAdmin, requireOpen, requireRole, requireScope, resolveOrganisation } from './visible.ts';

/**
 * Changes a member's role in one organisation. Only someone who may name every organisation can make a member of a user
 * who is not one yet: e-mails of others are not for trying out.
 */
export async function changeRole(
  access: Access,
  principal: Principal,
  caller: Caller,
  id: string,
  input: { organisation: string | undefined; role: Role },
): Promise<void> {
  const { control } = access;
  const { user, memberships } = await findUser(access, principal, id);
  const organisation = resolveOrganisation(access.organisations, principal, input.organisation);
  const before = memberships.find((membership) => membership.organisation === organisation.id)?.role;
  if (before === undefined && principal.organisations !== null) throw new Problem('not_found');
  const act = {
    event: 'annals.user.role_change',
    targets: [userTarget(user)],
    metadata: userMetadata(user, input.role),
    changes: [{ field: 'role', ...(before !== undefined && { before }), after: input.role }],
  };
  await orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'users:manage', organisation);
    requireRole(principal, input.role, organisation);
    requireOpen(organisation);
    await control.transaction(async (trx) => {
      const current = (await trx.memberships.ofUser(id)).find((membership) => membership.organisation === organisation.id);
      if (current && input.role !== 'admin') await keepAnAdmin(trx, current);
      if (!current && !(await trx.users.find(id))) throw new Problem('not_found');
      const now = control.now();
      await trx.memberships.put({ organisation: organisation.id, user: id, role: input.role, created_at: now });
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, act));
    });
  });
}

/** Makes a user an administrator of the installation, or no longer one. */
export async function changeInstallationAdmin(
  access: Access,
  principal: Principal,
  caller: Caller,
  id: string,
  flag: boolean,
): Promise<void> {
  const { control } = access;
  const { user } = await findUser(access, principal, id);
  const organisation = access.organisations.builtIn().id;
  const act = {
    event: 'annals.user.role_change',
    targets: [userTarget(user)],
    metadata: userMetadata(user),
    changes: [{ field: 'installation_admin', before: user.installation_admin === 1, after: flag }],
  };
  await orRecordFailure(control, caller, [organisation], act, async () => {
    requireInstallationAdmin(principal);
    await control.transaction(async (trx) => {
      const current = await trx.users.find(id);
      if (!current) throw new Problem('not_found');
      if (!flag) await keepAnInstallationAdmin(trx, current);
      await trx.users.setInstallationAdmin(id, flag);
      await trx.ownEvents.add(organisation, ownEventOf(caller, control.now(), act));
    });
  });
}
