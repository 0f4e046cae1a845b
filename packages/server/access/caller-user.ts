import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { UserRow } from '../control/tables.ts';
import type { Principal } from './principal.ts';

/** The signed-in user as of now; who was deleted a moment ago is no longer signed in. */
export async function callerUser(stores: Stores, principal: Principal): Promise<UserRow> {
  const user = principal.userId === null ? null : await stores.users.find(principal.userId);
  if (!user) throw new Problem('unauthenticated');
  return user;
}
