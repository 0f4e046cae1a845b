import { Problem } from '../base/problem.ts';
import type { Access } from './access.ts';
import { orRecordFailure, ownEventOf } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { requireScope } from './visible.ts';

/** Revokes a key, from the next request on. Installation keys are seen by every admin and revoked by the installation's. */
export async function revokeKey(access: Access, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = access;
  const builtIn = access.organisations.builtIn();
  const key = await control.keys.find(id);
  const seen =
    key !== null && (key.organisation === null || principal.organisations === null || principal.organisations.includes(key.organisation));
  if (!seen || key.revoked_at !== null) throw new Problem('not_found');
  const home = key.organisation ?? builtIn.id;
  const concerned = key.organisation !== null || principal.organisations === null ? [home] : principal.organisations;
  const act = { event: 'annals.key.revoke', targets: [{ type: 'api_key', id, name: key.name }], extra: { organisation: key.organisation } };
  await orRecordFailure(control, caller, concerned, act, async () => {
    if (key.organisation === null && principal.organisations !== null)
      throw new Problem('forbidden', { detail: 'Installation keys are revoked by administrators of the installation.' });
    requireScope(principal, 'keys:manage', { id: home });
    try {
      await control.transaction(async (trx) => {
        const now = control.now();
        if ((await trx.keys.find(id))?.revoked_at !== null) throw new Problem('not_found');
        await trx.keys.revoke(id, now);
        await trx.ownEvents.add(home, ownEventOf(caller, now, act));
      });
    } finally {
      // Also when it failed: whether the disk holds it is only known by reading it.
      access.authenticator.forgetKey(key.token_hash);
    }
  });
}
