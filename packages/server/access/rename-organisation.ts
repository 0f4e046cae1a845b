import type { Access } from './access.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { orRecordFailure, ownEventOf } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireNotBuiltIn, requireOpen, requireScope, resolveOrganisation } from './visible.ts';

/** Changes the name people read; id and slug stay. */
export async function renameOrganisation(
  access: Access,
  principal: Principal,
  caller: Caller,
  idOrSlug: string,
  name: string,
): Promise<KnownOrganisation> {
  const { control } = access;
  const organisation = resolveOrganisation(access.organisations, principal, idOrSlug);
  const { id } = organisation;
  const act = {
    event: 'organisation.rename',
    targets: [{ type: 'organisation', id, name: organisation.name }],
    changes: [{ field: 'name', before: organisation.name, after: name }],
  };
  await orRecordFailure(control, caller, [id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    requireNotBuiltIn(organisation);
    requireOpen(organisation);
    await control.transaction(async (trx) => {
      await trx.organisations.rename(id, name);
      await trx.ownEvents.add(id, ownEventOf(caller, control.now(), act));
    });
  });
  await access.organisations.reload();
  return { ...organisation, name };
}
