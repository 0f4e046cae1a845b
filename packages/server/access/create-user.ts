import type { Role } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { orRecordFailure, ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireOpen, requireRole, requireScope, resolveOrganisation } from './visible.ts';

export interface UserInput {
  email: string;
  name: string;
  password: string;
  role: Role;
  organisation: string | undefined;
}

/**
 * Adds a user to an organisation. An e-mail is one account of the installation, so a taken one is refused whoever's it
 * is; the answer and the event say no more than that.
 */
export async function createUser(
  access: Access,
  principal: Principal,
  caller: Caller,
  input: UserInput,
): Promise<UserRow & { role: Role }> {
  const { control } = access;
  const organisation = resolveOrganisation(access.organisations, principal, input.organisation);
  const { email, name, role } = input;
  const tried = { event: 'user.create', metadata: { user: { user_name: name, user_types: [role], email, register_method: 'USER_PASS' } } };
  return orRecordFailure(control, caller, [organisation.id], tried, async () => {
    requireScope(principal, 'users:manage', organisation);
    requireRole(principal, role, organisation);
    requireOpen(organisation);
    if (await control.users.findByEmail(email)) throw new Problem('email_taken');
    const hash = await access.passwords.hash(input.password);
    return await control.transaction(async (trx) => {
      if (await trx.users.findByEmail(email)) throw new Problem('email_taken');
      const now = control.now();
      const user = await trx.users.create({
        id: control.newId(),
        email,
        name,
        password_hash: hash,
        installation_admin: 0,
        created_at: now,
      });
      await trx.memberships.put({ organisation: organisation.id, user: user.id, role, created_at: now });
      const metadata = { user: { ...userMetadata(user, role).user, register_method: 'USER_PASS' } };
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, { event: 'user.create', targets: [userTarget(user)], metadata }));
      return { ...user, role };
    });
  });
}
