import type { RetentionPolicy } from '@annals/events';
import type { Access } from '../access/access.ts';
import { archivedToOf } from '../control/archive-days.ts';
import type { Background } from '../background/start.ts';
import type { RetentionView } from '../http/retention.ts';
import type { EngineClient } from '../index/client.ts';
import { asked } from '../index/ask.ts';
import type { Journal } from '../journal/journal.ts';
import type { Recorder } from '../recorder.ts';
import { Retention } from '../retention.ts';
import { consequenceOf } from '../retention/consequence.ts';
import { resolveCatalogueEvent } from '../index/resolve-event.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { TaskRunner } from '../tasks.ts';

export interface RetentionParts {
  access: Access;
  background: Background;
  client: EngineClient;
  journal: Journal;
  ledger: StitchedLedger;
  recorder: Recorder;
  tasks: TaskRunner;
}

/** Puts retention together and starts its task; answers with what its routes need. */
export function openRetention({
  access,
  background,
  client,
  journal,
  ledger,
  recorder,
  tasks,
}: RetentionParts): RetentionView & { paused<T>(work: () => Promise<T>): Promise<T> } {
  const { control } = access;
  const { archivedTo } = archivedToOf(control);
  const retention = new Retention({
    access,
    ledger,
    archivedTo,
    record: async (organisation, id, event) => {
      const { recorded, body } = await recorder.recordOwn([{ id, organisation, event }]);
      if (recorded !== 1) throw new Error(`the removal was not recorded: ${body}`);
    },
    hands: {
      plan: async (order) => (await background.retain({ act: 'plan', order })).summary,
      prune: async (organisation, eventId, at) => void (await background.retain({ act: 'prune', organisation, eventId, at })),
      tidy: async (organisation) => void (await background.retain({ act: 'tidy', organisation })),
      index: async (organisations) => void (await background.retain({ act: 'index', organisations })),
      async remove(organisation) {
        // Whoever still writes on behalf of it is answered that it takes nothing.
        await journal.refuse(organisation, 'The organisation is deleted.');
        await background.retain({ act: 'forget', organisation });
        await journal.removeOrganisation(organisation);
        await background.retain({ act: 'remove', organisation });
      },
      ids: async (nowMs) => (await background.retain({ act: 'ids', nowMs })).forgotten,
    },
  });
  tasks.start(retention);
  return {
    paused: (work) => retention.paused(work),
    stopped: () => retention.stopped,
    confirmClock: (trx) => retention.guard.confirm(trx.retention),
    sweepSoon: () => {
      retention.hurry();
      tasks.signal(retention.name);
    },
    async consequence(organisation: string, policies: readonly RetentionPolicy[]) {
      const holds = (await control.retention.holds(organisation, { released: false })).map(({ id, q, from_at, to_at }) => ({
        id,
        q,
        fromMs: from_at === null ? null : Date.parse(from_at),
        toMs: to_at === null ? null : Date.parse(to_at),
      }));
      const archived = await archivedTo(organisation);
      const found = await asked(() =>
        consequenceOf(
          { client, resolveEvent: resolveCatalogueEvent },
          { organisation, policies, nowMs: control.clock.nowMs(), archivedTo: archived, holds },
        ),
      );
      const { bytes, events } = await ledger.stored(organisation);
      return {
        ...found,
        bytes: events === 0 ? 0 : Math.round((bytes * found.events) / events),
        archived: archived === null ? null : found.waitingForArchive === 0,
      };
    },
  };
}
