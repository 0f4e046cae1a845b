import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { beginRetention } from './set-retention.ts';
import { orRecordFailure, ownEventOf } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';

/** Adds an organisation; for administrators of the installation and installation keys with `settings:manage`. A user who makes one is its first admin. */
export async function createOrganisation(access: Access, principal: Principal, caller: Caller, name: string): Promise<KnownOrganisation> {
  const { control } = access;
  const builtIn = access.organisations.builtIn().id;
  const id = control.newId();
  const act = { event: 'annals.organisation.create', targets: [{ type: 'organisation', id, name }] };
  await orRecordFailure(control, caller, principal.organisations === null ? [builtIn] : principal.organisations, act, async () => {
    if (principal.organisations !== null || !principal.can('settings:manage', builtIn)) {
      throw new Problem('forbidden', { detail: 'Organisations are added by administrators of the installation.' });
    }
    // Of an organisation that comes to nothing, a key stays that nobody uses.
    await access.organisations.prepareFor(id);
    await control.transaction(async (trx) => {
      const now = control.now();
      await trx.organisations.create({ id, name, createdAt: now });
      await beginRetention(access, trx, id);
      if (principal.userId !== null)
        await trx.memberships.put({ organisation: id, user: principal.userId, role: 'admin', created_at: now });
      await trx.ownEvents.add(id, ownEventOf(caller, now, act));
    });
  });
  await access.organisations.reload();
  const made = access.organisations.find(id);
  if (!made) throw new Error('An organisation that was just made is missing.');
  return made;
}
