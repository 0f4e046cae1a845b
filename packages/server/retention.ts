import { keepsAll, policyText } from '@annals/events';
import type { Access } from './access/access.ts';
import type { KnownOrganisation } from './access/organisation-directory.ts';
import { readRetention } from './access/set-retention.ts';
import { Alone } from './base/alone.ts';
import { messageOf } from './base/exit.ts';
import type { Reconciler, TaskReport } from './base/task.ts';
import { uuidv7 } from './base/uuid.ts';
import { ClockGuard, type MachineClock } from './retention/clock-guard.ts';
import type { HoldInForce } from './retention/due.ts';
import type { RetentionOrder, RetentionSummary } from './retention/plan.ts';

/** What works on files and index, wherever it runs. */
export interface RetentionHands {
  plan(order: RetentionOrder): Promise<RetentionSummary>;
  /** Removes what was planned last for the organisation. */
  prune(organisation: string, eventId: string, at: string): Promise<void>;
  /** Takes away what a crash left of an earlier removal. */
  tidy(organisation: string): Promise<void>;
  index(organisations: string[]): Promise<void>;
  ids(nowMs: number): Promise<number>;
  /** Removes everything of an organisation that control.db does not know any more; can be repeated. */
  remove(organisation: string): Promise<void>;
}

export interface RetentionDeps {
  access: Pick<Access, 'control' | 'organisations' | 'retentionGate'>;
  hands: RetentionHands;
  ledger: { sequenceOf(organisation: string, id: string): number | null };
  /** The archive has the events below; null: the organisation has none configured. Raises when it cannot be told. */
  archivedTo(organisation: string): Promise<number | null>;
  /** Resolves when the event is on record. */
  record(organisation: string, id: string, event: Record<string, unknown>): Promise<void>;
  clock?: MachineClock;
}

/** An organisation is looked at so often; what is due goes within this and the run that follows. */
const sweepMs = 6 * 3_600_000;

/**
 * Removes what is past its retention: the only part of Annals that removes events, and only by policy.
 *
 * Promises: what goes is due by every policy in force, held by nothing, in the archive if one is configured, and under a
 * signed checkpoint; the event that says so is on disk before anything goes. Nothing is removed while the clock is in
 * doubt. Order: event → new generation in the list → bodies → index rows → remembered ids; whatever interrupts it, the
 * next run goes on, and no event that stays is touched.
 * Retries: none inside a run; the next one is the retry. One organisation's failure does not keep the others.
 */
export class Retention implements Reconciler {
  readonly name = 'retention';
  readonly everyMs = 900_000;
  readonly #deps: RetentionDeps;
  readonly #guard: ClockGuard;
  readonly #sweptAt = new Map<string, number>();
  /** Bodies are gone, index rows perhaps not. */
  readonly #unindexed = new Set<string>();
  readonly #turns = new Alone();
  #idsWait = false;
  #stopped: string | null = null;
  #total = { events: 0, sweeps: 0, ids: 0 };

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#guard = new ClockGuard(deps.access.control.retention, deps.clock);
  }

  /** Why nothing is removed, as of the last look; null: nothing is in the way. */
  get stopped(): string | null {
    return this.#stopped;
  }

  get guard(): ClockGuard {
    return this.#guard;
  }

  /** The next run looks at every organisation. */
  hurry(): void {
    this.#sweptAt.clear();
  }

  /** Runs `work`, which copies bodies, while none are removed. */
  paused<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(work);
  }

  run(signal: AbortSignal): Promise<TaskReport> {
    return this.#turns.run(() => this.#run(signal));
  }

  async #run(signal: AbortSignal): Promise<TaskReport> {
    this.#stopped = await this.#guard.look();
    const failures: unknown[] = [];
    let waiting = { held: 0, waitingForArchive: 0 };
    if (this.#stopped === null)
      for (const organisation of this.#deps.access.organisations.all()) {
        if (signal.aborted) break;
        try {
          const summary = await this.#look(organisation);
          waiting = {
            held: waiting.held + (summary?.held ?? 0),
            waitingForArchive: waiting.waitingForArchive + (summary?.waitingForArchive ?? 0),
          };
        } catch (cause) {
          failures.push(new Error(`Retention of organisation ${organisation.id}: ${messageOf(cause)}`, { cause }));
        }
      }
    // Not a matter of the clock: two people said so.
    for (const { organisation, confirmed_at } of await this.#deps.access.control.organisations.deletions()) {
      if (confirmed_at === null || signal.aborted) continue;
      try {
        await this.#deps.hands.remove(organisation);
        await this.#deps.access.control.organisations.forgetDeletion(organisation);
      } catch (cause) {
        failures.push(new Error(`Deletion of organisation ${organisation}: ${messageOf(cause)}`, { cause }));
      }
    }
    if (this.#unindexed.size > 0 && !signal.aborted) {
      await this.#deps.hands.index([...this.#unindexed]);
      this.#unindexed.clear();
    }
    if (this.#idsWait && !signal.aborted) {
      this.#total.ids += await this.#deps.hands.ids(this.#nowMs());
      this.#idsWait = false;
    }
    if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures, messageOf(failures[0]));
    return { ...this.#total, held: waiting.held, waiting_for_archive: waiting.waitingForArchive, stopped: this.#stopped };
  }

  async #look(organisation: KnownOrganisation): Promise<RetentionSummary | null> {
    const { id } = organisation;
    const sweptAt = this.#sweptAt.get(id);
    if (sweptAt !== undefined && Math.abs(this.#nowMs() - sweptAt) < sweepMs) return null;
    // Once a process: a crash may have left bodies that no list names.
    if (sweptAt === undefined) await this.#deps.hands.tidy(id);
    const { inForce } = await readRetention(this.#deps.access, id);
    const summary = keepsAll(inForce) ? null : await this.#sweep(organisation);
    this.#sweptAt.set(id, this.#nowMs());
    return summary;
  }

  async #sweep(organisation: KnownOrganisation): Promise<RetentionSummary> {
    const { access, hands, archivedTo } = this.#deps;
    const { id } = organisation;
    // Holds may be placed while it is planned, not from here on.
    return access.retentionGate.alone(id, async () => {
      const { policy, inForce } = await readRetention(access, id);
      const holds = await this.#holds(id);
      const nowMs = this.#nowMs();
      const archived = await archivedTo(id);
      const summary = await hands.plan({ organisation: id, policies: inForce, nowMs, archivedTo: archived, holds });
      if (summary.events === 0) return summary;
      const eventId = uuidv7();
      const at = new Date(nowMs).toISOString();
      const interrupted = await this.#interrupted(id);
      await access.control.retention.beginSweep({
        event_id: eventId,
        organisation: id,
        started_at: at,
        finished_at: null,
        events: summary.events,
      });
      await this.#deps.record(id, eventId, {
        event: 'annals.retention.prune',
        outcome: 'success',
        actor: { type: 'system' },
        producer: { name: 'annals' },
        targets: [{ type: 'organisation', id, name: organisation.name }],
        extra: {
          policy: policyText(policy),
          events: summary.events,
          from: summary.from,
          to: summary.to,
          segments: summary.segments,
          bytes: summary.bytes,
          held: summary.held,
          oldest_retained: summary.oldestRetained,
          root: summary.root,
          archived: archived === null ? null : true,
          ...(interrupted !== null && { goes_on_from: interrupted }),
        },
      });
      this.#unindexed.add(id);
      this.#idsWait = true;
      await hands.prune(id, eventId, at);
      await access.control.transaction((trx) => trx.retention.finishSweep(id, eventId, access.control.now()));
      this.#total.events += summary.events;
      this.#total.sweeps++;
      return summary;
    });
  }

  async #holds(organisation: string): Promise<HoldInForce[]> {
    const holds = await this.#deps.access.control.retention.holds(organisation, { released: false });
    const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at));
    return holds.map(({ id, q, from_at, to_at }) => ({ id, q, fromMs: ms(from_at), toMs: ms(to_at) }));
  }

  /** The event of a removal that did not come to its end, for the one that goes on with it. */
  async #interrupted(organisation: string): Promise<string | null> {
    const [last] = await this.#deps.access.control.retention.sweeps(organisation);
    if (!last || last.finished_at !== null) return null;
    return this.#deps.ledger.sequenceOf(organisation, last.event_id) === null ? null : last.event_id;
  }

  #nowMs(): number {
    return this.#deps.access.control.clock.nowMs();
  }
}
