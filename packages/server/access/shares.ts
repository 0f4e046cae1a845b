import { mostShareDays } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { ShareRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { orRecordFailure, ownEventOf, type Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { hashOf, newShareToken, prefixOf, sameHash } from './tokens.ts';
import { requireScope, resolveOrganisation } from './visible.ts';

export interface ShareInput {
  organisation?: string | undefined;
  name: string;
  q: string;
  from: string | null;
  to: string | null;
  columns: readonly string[];
  expiresAt: string;
}

const dayMs = 86_400_000;

/** Makes a link to one question. `check` raises the problems of query and columns. The token is in the answer and nowhere else. */
export async function createShare(
  access: Access,
  principal: Principal,
  caller: Caller,
  input: ShareInput,
  check: () => void,
): Promise<{ share: ShareRow; token: string }> {
  const { control } = access;
  const organisation = resolveOrganisation(access.organisations, principal, input.organisation);
  const id = control.newId();
  const { name, q, from, to, columns, expiresAt } = input;
  const act = {
    event: 'annals.share.create',
    targets: [{ type: 'share_link', id, name }],
    extra: { q, columns, expires_at: expiresAt, ...(from !== null && { from }), ...(to !== null && { to }) },
  };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'events:export', organisation);
    check();
    const nowMs = control.clock.nowMs();
    const lifeMs = Date.parse(expiresAt) - nowMs;
    if (lifeMs <= 0 || lifeMs > mostShareDays * dayMs)
      throw new Problem('validation_failed', {
        detail: `expires_at: Must be within ${mostShareDays} days from now.`,
        errors: [{ pointer: '/expires_at', code: 'invalid', detail: `Must be within ${mostShareDays} days from now.` }],
      });
    const token = newShareToken();
    const share: ShareRow = {
      id,
      organisation: organisation.id,
      name,
      q,
      from_at: from,
      to_at: to,
      columns: JSON.stringify(columns),
      prefix: prefixOf(token),
      token_hash: hashOf(token),
      created_by: caller.actor.email ?? caller.actor.name ?? caller.actor.type,
      created_at: control.now(),
      expires_at: expiresAt,
      revoked_at: null,
      opened: 0,
      last_opened_at: null,
    };
    await control.transaction(async (trx) => {
      await trx.shares.create(share);
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, share.created_at, act));
    });
    return { share, token };
  });
}

/** Revokes a link, from the next request on. */
export async function revokeShare(access: Access, principal: Principal, caller: Caller, id: string): Promise<void> {
  const { control } = access;
  const share = await control.shares.find(id);
  const seen = share !== null && (principal.organisations === null || principal.organisations.includes(share.organisation));
  if (!seen || share.revoked_at !== null) throw new Problem('not_found');
  const act = { event: 'annals.share.revoke', targets: [{ type: 'share_link', id, name: share.name }] };
  await orRecordFailure(control, caller, [share.organisation], act, async () => {
    requireScope(principal, 'events:export', { id: share.organisation });
    await control.transaction(async (trx) => {
      const now = control.now();
      if ((await trx.shares.find(id))?.revoked_at !== null) throw new Problem('not_found');
      await trx.shares.revoke(id, now);
      await trx.ownEvents.add(share.organisation, ownEventOf(caller, now, act));
    });
  });
}

/** The link of a token that opens something now; whatever is wrong with it, it is `not_found`. */
export async function shareOf({ control }: Access, token: string | undefined): Promise<ShareRow> {
  const tokenHash = hashOf(token ?? '');
  const share = await control.shares.findByTokenHash(tokenHash);
  if (!share || !sameHash(share.token_hash, tokenHash) || share.revoked_at !== null || share.expires_at <= control.now())
    throw new Problem('not_found');
  return share;
}
