import { Problem } from '../base/problem.ts';
import type { MembershipRow, UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import type { Principal } from './principal.ts';

export interface FoundUser {
  user: UserRow;
  /** Every membership, also those the principal may not see: for deciding, not for showing. */
  memberships: MembershipRow[];
  /** Those in organisations the principal may name. */
  visible: MembershipRow[];
}

/** A user the principal may know of: a member of one of his organisations. Anyone else is `not_found`, like no one. */
export async function findUser(access: Access, principal: Principal, id: string): Promise<FoundUser> {
  const user = await access.control.users.find(id);
  const memberships = user ? await access.control.memberships.ofUser(user.id) : [];
  const visible = memberships.filter(
    ({ organisation }) => principal.organisations === null || principal.organisations.includes(organisation),
  );
  if (!user || (visible.length === 0 && principal.organisations !== null)) throw new Problem('not_found');
  return { user, memberships, visible };
}
