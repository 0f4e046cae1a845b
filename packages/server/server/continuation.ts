import type { Principal } from '../access/principal.ts';
import type { Background, Continuation } from '../background/start.ts';
import { messageOf } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import type { Control } from '../control/open.ts';
import type { Journal } from '../journal/journal.ts';
import type { Recorder } from '../recorder.ts';

export interface ContinuationDeps {
  control: Control;
  journal: Journal;
  recorder: Recorder;
  background: Pick<Background, 'continueLedger'>;
  /** Organisations that take no events, and why; the one that is continued leaves it. */
  refused: Map<string, string>;
}

/**
 * Goes on with what is there, on an admin's word. Durable when it resolves: the signed state, and the event that names
 * who gave up what. Dies the server in the middle, the event waits in the outbox, and the admin asks again.
 */
export function ledgerContinuation({ control, journal, recorder, background, refused }: ContinuationDeps) {
  return async (principal: Principal, organisation: string, reason: string): Promise<Continuation> => {
    if (!refused.has(organisation)) throw new Problem('ledger_intact');
    const said = (extra: Record<string, unknown>) => ({
      event: 'annals.ledger.continue',
      outcome: 'success' as const,
      occurred_at: control.now(),
      actor: principal.actor,
      producer: { name: 'annals' },
      targets: [{ type: 'organisation', id: organisation }],
      extra: { reason, ...extra },
    });
    // On disk before it is done: as long as the organisation takes no events, this one waits with it.
    const intent = await control.ownEvents.add(organisation, said({}));
    const continued = await background.continueLedger(organisation).catch(async (cause: unknown) => {
      await control.ownEvents.remove([intent]);
      throw new Problem('ledger_rolled_back', { detail: messageOf(cause) }, { cause });
    });
    const event = said({ size: continued.size, abandoned_size: continued.abandonedSize });
    const id = await control.transaction(async (trx) => {
      await trx.ownEvents.remove([intent]);
      return trx.ownEvents.add(organisation, event);
    });
    refused.delete(organisation);
    await journal.refuse(organisation, null);
    await recorder.recordOwn([{ id, organisation, event: { id, organisation, ...event } }]);
    return continued;
  };
}
