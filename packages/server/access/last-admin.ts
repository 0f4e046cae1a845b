import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { MembershipRow, UserRow } from '../control/tables.ts';

/** Raises `last_admin` when the organisation would be left without one. Inside the transaction of the change only. */
export async function keepAnAdmin(trx: Stores, membership: MembershipRow): Promise<void> {
  if (membership.role === 'admin' && (await trx.memberships.admins(membership.organisation)) <= 1) {
    throw new Problem('last_admin', { detail: 'This is the last admin of the organisation.' });
  }
}

/** The same for the installation. */
export async function keepAnInstallationAdmin(trx: Stores, user: UserRow): Promise<void> {
  if (user.installation_admin === 1 && (await trx.users.installationAdmins()) <= 1) {
    throw new Problem('last_admin', { detail: 'This is the last administrator of the installation.' });
  }
}
