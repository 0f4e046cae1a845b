import { closedDaysBeforeDeletion } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { Access } from './access.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { orRecordFailure, ownEventOf, type Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { nameOf, targetOf } from './set-retention.ts';
import { requireNotBuiltIn, requireOpen, requireScope, resolveOrganisation } from './visible.ts';

const dayMs = 86_400_000;

interface Asked {
  access: Access;
  principal: Principal;
  caller: Caller;
  /** Id or slug. */
  given: string;
}

/** Makes it read-only: no events, no changes; reading, exporting and proving go on. */
export function closeOrganisation(
  access: Access,
  principal: Principal,
  caller: Caller,
  given: string,
  reason: string,
): Promise<KnownOrganisation> {
  return change({ access, principal, caller, given }, 'annals.organisation.close', reason, async (trx, organisation, now) => {
    requireNotBuiltIn(organisation);
    requireOpen(organisation);
    await trx.organisations.close(organisation.id, now);
  });
}

/** Takes a deletion back, too. */
export function reopenOrganisation(
  access: Access,
  principal: Principal,
  caller: Caller,
  given: string,
  reason: string,
): Promise<KnownOrganisation> {
  return change({ access, principal, caller, given }, 'annals.organisation.reopen', reason, async (trx, organisation) => {
    requireClosed(organisation);
    await trx.organisations.close(organisation.id, null);
    await trx.organisations.forgetDeletion(organisation.id);
  });
}

/** One admin asks; nothing is deleted before another one confirms. */
export function requestDeletion(
  access: Access,
  principal: Principal,
  caller: Caller,
  given: string,
  reason: string,
): Promise<KnownOrganisation> {
  return change({ access, principal, caller, given }, 'annals.organisation.deletion_request', reason, async (trx, organisation, now) => {
    requireNotBuiltIn(organisation);
    requireClosed(organisation);
    const sinceMs = Date.parse(now) - Date.parse(organisation.closedAt!);
    if (sinceMs < closedDaysBeforeDeletion * dayMs)
      throw new Problem('deletion_too_early', {
        detail: `It was closed ${Math.floor(sinceMs / dayMs)} days ago; it takes ${closedDaysBeforeDeletion}.`,
      });
    await requireNothingHeld(trx, organisation.id);
    await trx.organisations.requestDeletion({
      organisation: organisation.id,
      requested_by: principal.userId ?? principal.recordedBy,
      requested_by_name: nameOf(caller),
      requested_at: now,
      reason,
      confirmed_at: null,
    });
  });
}

/**
 * Another admin says so, too: from here on the organisation cannot be named any more, and its data is being removed.
 * Durable when it resolves: the event in the built-in organisation, and that the removal goes on after whatever crash.
 */
export async function confirmDeletion(access: Access, principal: Principal, caller: Caller, given: string, name: string): Promise<void> {
  const { control } = access;
  const organisation = resolveOrganisation(access.organisations, principal, given);
  const builtIn = access.organisations.builtIn().id;
  const { deletion } = organisation;
  const act = {
    event: 'annals.organisation.delete',
    targets: [targetOf(organisation)],
    extra: { slug: organisation.slug, requested_by: deletion?.requestedByName ?? null, reason: deletion?.reason ?? null },
  };
  await orRecordFailure(control, caller, [builtIn], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    if (!deletion) throw new Problem('deletion_not_requested');
    if (deletion.requestedBy === (principal.userId ?? principal.recordedBy)) throw new Problem('second_admin_required');
    if (name !== organisation.name)
      throw new Problem('validation_failed', {
        errors: [{ pointer: '/name', code: 'invalid', detail: 'This is not the name of the organisation.' }],
      });
    await control.transaction(async (trx) => {
      await requireNothingHeld(trx, organisation.id);
      const now = control.now();
      await trx.organisations.confirmDeletion(organisation.id, now);
      await removeMembers(trx, organisation.id);
      await trx.organisations.delete(organisation.id);
      await trx.ownEvents.add(builtIn, ownEventOf(caller, now, act));
    });
  });
  access.authenticator.forgetKeys();
  await access.organisations.reload();
}

/** A user who belongs nowhere else goes, too, as when his last membership is taken; administrators of the installation stay. */
async function removeMembers(trx: Stores, organisation: string): Promise<void> {
  for (const member of await trx.memberships.members(organisation)) {
    await trx.memberships.remove(organisation, member.id);
    if (member.installation_admin === 0 && (await trx.memberships.ofUser(member.id)).length === 0) await trx.users.delete(member.id);
  }
}

async function change(
  { access, principal, caller, given }: Asked,
  event: string,
  reason: string,
  work: (trx: Stores, organisation: KnownOrganisation, now: string) => Promise<void>,
): Promise<KnownOrganisation> {
  const { control } = access;
  const organisation = resolveOrganisation(access.organisations, principal, given);
  const act = { event, targets: [targetOf(organisation)], extra: { reason } };
  await orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    await control.transaction(async (trx) => {
      const now = control.now();
      await work(trx, organisation, now);
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, act));
    });
  });
  await access.organisations.reload();
  return access.organisations.find(organisation.id) ?? organisation;
}

function requireClosed({ closed }: KnownOrganisation): void {
  if (!closed) throw new Problem('organisation_open');
}

async function requireNothingHeld(trx: Stores, organisation: string): Promise<void> {
  const holds = await trx.retention.holds(organisation, { released: false });
  if (holds.length > 0) throw new Problem('organisation_held', { detail: `Held: ${holds.map(({ name }) => name).join(', ')}.` });
}
