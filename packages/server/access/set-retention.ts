import { policyText, type RetentionPolicy } from '@annals/events';
import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { Access } from './access.ts';
import type { KnownOrganisation } from './organisation-directory.ts';
import { orRecordFailure, ownEventOf, type Caller } from './own-act.ts';
import type { Principal } from './principal.ts';
import { retentionState, type RetentionState } from './retention-state.ts';
import { requireOpen, requireScope } from './visible.ts';

export async function readRetention({ control }: Pick<Access, 'control'>, organisation: string, trx?: Stores): Promise<RetentionState> {
  return retentionState(await (trx ?? control).retention.versions(organisation), control.clock.nowMs());
}

/** What a new organisation begins with. Inside the transaction that makes it. */
export async function beginRetention(access: Access, trx: Stores, organisation: string): Promise<void> {
  await trx.retention.decide({
    organisation,
    policy: { days: access.retentionDefaultDays, categories: {}, events: {} },
    decided_at: access.control.now(),
    // Nobody's decision: nothing was kept longer before it.
    decided_by: '',
    reason: 'Default of the installation',
    undoes: null,
  });
}

/** Decides how long events are kept; what keeps some longer counts at once, what lets some go earlier a day later. */
export async function setRetention(
  access: Access,
  principal: Principal,
  caller: Caller,
  organisation: KnownOrganisation,
  { policy, reason }: { policy: RetentionPolicy; reason: string },
): Promise<RetentionState> {
  const { control } = access;
  const before = await readRetention(access, organisation.id);
  const act = {
    event: 'annals.retention.change',
    targets: [targetOf(organisation)],
    changes: [{ field: 'retention', before: policyText(before.policy), after: policyText(policy) }],
    extra: { reason, policy },
  };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    requireOpen(organisation);
    return await control.transaction(async (trx) => {
      const now = control.now();
      await trx.retention.decide({
        organisation: organisation.id,
        policy,
        decided_at: now,
        decided_by: nameOf(caller),
        reason,
        undoes: null,
      });
      const state = await readRetention(access, organisation.id, trx);
      const effective = state.pending ? new Date(state.pending.effectiveAtMs).toISOString() : now;
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, { ...act, extra: { ...act.extra, effective_at: effective } }));
      return state;
    });
  });
}

/** Takes back a decision that does not count yet. */
export async function undoRetention(
  access: Access,
  principal: Principal,
  caller: Caller,
  organisation: KnownOrganisation,
  reason: string,
): Promise<RetentionState> {
  const { control } = access;
  const { policy, pending } = await readRetention(access, organisation.id);
  const act = {
    event: 'annals.retention.undo',
    targets: [targetOf(organisation)],
    changes: [{ field: 'retention', before: policyText(policy), after: policyText(pending?.before ?? policy) }],
    extra: { reason },
  };
  return orRecordFailure(control, caller, [organisation.id], act, async () => {
    requireScope(principal, 'settings:manage', organisation);
    return await control.transaction(async (trx) => {
      const versions = await trx.retention.versions(organisation.id);
      const now = retentionState(versions, control.clock.nowMs());
      if (!now.pending) throw new Problem('retention_not_pending');
      await trx.retention.decide({
        organisation: organisation.id,
        policy: now.pending.before,
        decided_at: control.now(),
        decided_by: nameOf(caller),
        reason,
        undoes: versions.at(-1)!.n,
      });
      await trx.ownEvents.add(organisation.id, ownEventOf(caller, control.now(), act));
      return readRetention(access, organisation.id, trx);
    });
  });
}

export const targetOf = ({ id, name }: KnownOrganisation) => ({ type: 'organisation', id, name });

export const nameOf = ({ actor }: Caller): string => actor.email ?? actor.name ?? actor.id ?? actor.type;
