import {
  confirmRetentionClock,
  getRetention,
  listHolds,
  placeHold,
  previewRetention,
  releaseHold,
  type RetentionPolicy,
  setRetention,
  shortens,
  undoRetention,
} from '@annals/events';
import type { Access } from '../access/access.ts';
import { placeHold as place, releaseHold as release } from '../access/holds.ts';
import type { RetentionState } from '../access/retention-state.ts';
import { orRecordFailure, ownEventOf } from '../access/own-act.ts';
import type { Principal } from '../access/principal.ts';
import { readRetention, setRetention as decide, undoRetention as undo } from '../access/set-retention.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import type { Stores } from '../control/open.ts';
import type { Ledger } from '../segments/ledger.ts';
import { holdAnswer } from './answers.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** What retention says of itself. */
export interface RetentionView {
  /** Why nothing is removed now; null: nothing is in the way. */
  stopped(): string | null;
  /** Inside the transaction that records who confirmed. */
  confirmClock(trx: Stores): Promise<void>;
  /** Something changed that the next sweep need not wait for. */
  sweepSoon(): void;
  consequence(
    organisation: string,
    policies: readonly RetentionPolicy[],
  ): Promise<{
    events: number;
    bytes: number;
    held: number;
    waitingForArchive: number;
    oldestKeptMs: number | null;
    archived: boolean | null;
  }>;
}

export interface RetentionDeps {
  access: Access;
  ledger: Pick<Ledger, 'oldestRetained' | 'size'>;
  retention: RetentionView;
  /** Counting events is looking at them: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
}

const instantOf = (ms: number): string => new Date(ms).toISOString();

/** How long events are kept: read, tried out, decided, undone; and the clock confirmed. */
export function retentionRoutes({ access, ledger, retention, recordView }: RetentionDeps): RouteRegistrar {
  const { control } = access;
  const holdsOf = async (organisation: string) => (await control.retention.holds(organisation, { released: false })).map(holdAnswer);
  const shown = async (organisation: string, { policy, decided, pending }: RetentionState) => {
    const last = (await control.retention.sweeps(organisation)).find(({ finished_at }) => finished_at !== null);
    return {
      organisation,
      policy,
      decided_at: decided?.at ?? null,
      reason: decided?.reason ?? null,
      pending: pending && { before: pending.before, effective_at: instantOf(pending.effectiveAtMs) },
      holds: await holdsOf(organisation),
      oldest_retained: ledger.oldestRetained(organisation),
      size: ledger.size(organisation),
      last_sweep: last ? { at: last.finished_at!, events: last.events, event_id: last.event_id } : null,
      stopped: retention.stopped(),
    };
  };
  return (app) => {
    handle(app, getRetention, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'events:read', organisation);
      return answer(200, await shown(organisation.id, await readRetention(access, organisation.id)));
    });

    handle(app, previewRetention, async ({ principal, body, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, body.organisation);
      requireScope(principal, 'settings:manage', organisation);
      await recordView(principal, organisation.id);
      const { inForce } = await readRetention(access, organisation.id);
      const found = await retention.consequence(organisation.id, [body.policy]);
      return answer(200, {
        shortens: shortens(inForce, body.policy),
        consequence: {
          events: found.events,
          bytes: found.bytes,
          held: found.held,
          waiting_for_archive: found.waitingForArchive,
          oldest_kept_at: found.oldestKeptMs === null ? null : instantOf(found.oldestKeptMs),
          archived: found.archived,
          holds: await holdsOf(organisation.id),
        },
      });
    });

    handle(app, setRetention, async (call) => {
      const { principal, body } = call;
      const organisation = resolveOrganisation(access.organisations, principal, body.organisation);
      const state = await decide(access, principal, callerOf(call), organisation, body);
      return call.answer(200, await shown(organisation.id, state));
    });

    handle(app, undoRetention, async (call) => {
      const { principal, body } = call;
      const organisation = resolveOrganisation(access.organisations, principal, body.organisation);
      const state = await undo(access, principal, callerOf(call), organisation, body.reason);
      return call.answer(200, await shown(organisation.id, state));
    });

    handle(app, confirmRetentionClock, async (call) => {
      const { principal, body } = call;
      const builtIn = access.organisations.builtIn().id;
      const caller = callerOf(call);
      const act = { event: 'annals.retention.clock_confirm', extra: { reason: body.reason, doubt: retention.stopped() } };
      await orRecordFailure(control, caller, [builtIn], act, async () => {
        if (principal.organisations !== null || !principal.can('settings:manage', builtIn))
          throw new Problem('forbidden', { detail: 'The clock is confirmed by administrators of the installation.' });
        if (retention.stopped() === null) throw new Problem('clock_not_in_doubt');
        await control.transaction(async (trx) => {
          await retention.confirmClock(trx);
          await trx.ownEvents.add(builtIn, ownEventOf(caller, control.now(), act));
        });
      });
      retention.sweepSoon();
      return call.answer(200, { now: control.now() });
    });
  };
}

/** Legal holds. */
export function holdRoutes(access: Access): RouteRegistrar {
  return (app) => {
    handle(app, listHolds, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'events:read', organisation);
      const holds = await access.control.retention.holds(organisation.id, { released: query.released === 'true' });
      return answer(200, { holds: holds.map(holdAnswer) });
    });

    handle(app, placeHold, async (call) => {
      const organisation = resolveOrganisation(access.organisations, call.principal, call.body.organisation);
      return call.answer(201, { hold: holdAnswer(await place(access, call.principal, callerOf(call), organisation, call.body)) });
    });

    handle(app, releaseHold, async (call) => {
      const hold = await release(access, call.principal, callerOf(call), call.params.id, call.body.reason);
      return call.answer(200, { hold: holdAnswer(hold) });
    });
  };
}
