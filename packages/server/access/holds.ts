import { Problem } from '../base/problem.ts';
import type { HoldRow } from '../control/tables.ts';
import { readQuery } from '../index/ask.ts';
import type { Access } from './access.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { orRecordFailure, ownEventOf, type Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { nameOf } from './set-retention.ts';
import { requireScope, visibleOrganisations } from './visible.ts';

export interface NewHold {
  name: string;
  q: string;
  from: string | null;
  to: string | null;
  reason: string;
}

/** Holds what `q` and the range describe. When it resolves, no removal that began before it is under way. */
export async function placeHold(
  access: Access,
  principal: Principal,
  caller: Caller,
  organisation: KnownOrganisation,
  { name, q, from, to, reason }: NewHold,
): Promise<HoldRow> {
  const { control } = access;
  const id = control.newId();
  const act = {
    event: 'annals.hold.place',
    targets: [{ type: 'hold', id, name }],
    extra: { reason, q, from, to },
  };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    readQuery(q);
    return await access.retentionGate.alone(
      organisation.id,
      async () =>
        await control.transaction(async (trx) => {
          const hold: HoldRow = {
            id,
            organisation: organisation.id,
            name,
            q: q.trim(),
            from_at: from,
            to_at: to,
            reason,
            placed_at: control.now(),
            placed_by: nameOf(caller),
            released_at: null,
            released_by: null,
            release_reason: null,
          };
          await trx.retention.place(hold);
          await trx.ownEvents.add(organisation.id, ownEventOf(caller, hold.placed_at, act));
          return hold;
        }),
    );
  });
}

/** A hold of an organisation the principal may not see is none. */
export async function releaseHold(access: Access, principal: Principal, caller: Caller, id: string, reason: string): Promise<HoldRow> {
  const { control } = access;
  const hold = await control.retention.hold(id);
  const organisation = visibleOrganisations(access.organisations, principal).find((one) => one.id === hold?.organisation);
  if (!hold || !organisation) throw new Problem('not_found');
  const act = { event: 'annals.hold.release', targets: [{ type: 'hold', id, name: hold.name }], extra: { reason } };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    return await control.transaction(async (trx) => {
      if ((await trx.retention.hold(id))?.released_at !== null) throw new Problem('hold_released');
      const released = { released_at: control.now(), released_by: nameOf(caller), release_reason: reason };
      await trx.retention.release(id, released);
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, released.released_at, act));
      return { ...hold, ...released };
    });
  });
}
