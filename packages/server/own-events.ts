import { createHash } from 'node:crypto';
import type { Principal } from './access/principal.ts';
import { Problem } from './base/problem.ts';
import type { Reconciler, TaskReport } from './base/task.ts';
import type { OwnEvent, Recorder } from './recorder.ts';

/** The outbox of `control`: acts of Annals itself, written in the transaction of the change. */
export interface Outbox {
  /** In the order of commits, without those of the organisations named. */
  pending(limit: number, except: readonly string[]): Promise<OwnEvent[]>;
  remove(ids: readonly string[]): Promise<void>;
}

const batchEvents = 100;

/**
 * Drains the outbox into the ledger. An event leaves the outbox only after its receipt; drained twice it is a duplicate
 * under its fixed id, so nothing is lost and nothing doubled whenever the process dies. An organisation whose ledger
 * takes no events does not keep the others waiting.
 */
export function ownEventsDrain(outbox: Outbox, recorder: Recorder): Reconciler {
  return {
    name: 'own-events',
    everyMs: 500,
    async run(): Promise<TaskReport> {
      let drained = 0;
      const failed = new Map<string, unknown>();
      for (;;) {
        const events = await outbox.pending(batchEvents, [...failed.keys()]);
        if (events.length === 0) break;
        for (const [organisation, own] of Map.groupBy(events, (event) => event.organisation)) {
          try {
            await drain(outbox, recorder, own);
            drained += own.length;
          } catch (error) {
            failed.set(organisation, error);
          }
        }
      }
      for (const [organisation, cause] of failed)
        throw new Error(`Our own events of organisation ${organisation} wait: ${cause instanceof Error ? cause.message : String(cause)}`, {
          cause,
        });
      return { drained };
    },
  };
}

async function drain(outbox: Outbox, recorder: Recorder, events: readonly OwnEvent[]): Promise<void> {
  const { body } = await recorder.recordOwn(events);
  const { receipts } = JSON.parse(body) as { receipts: { status: string; problem: { detail: string } | null }[] };
  await outbox.remove(events.filter((_, index) => receipts[index]?.status !== 'rejected').map(({ id }) => id));
  const refused = receipts.find((receipt) => receipt.status === 'rejected');
  if (refused) throw new Error(refused.problem?.detail);
}

export const viewWindowMs = 15 * 60_000;

/**
 * Reading is an event: one `annals.view` a principal, organisation and quarter of an hour, recorded before the first
 * answer. The id follows from the three, so that a restart does not count a second view.
 */
export class ViewRecorder {
  readonly #recorder: Recorder;
  readonly #now: () => number;
  readonly #seen = new Map<string, number>();
  readonly #pending = new Map<string, Promise<void>>();

  constructor(recorder: Recorder, now: () => number = Date.now) {
    this.#recorder = recorder;
    this.#now = now;
  }

  async recordView(principal: Principal, organisation: string): Promise<void> {
    const window = Math.floor(this.#now() / viewWindowMs);
    const key = `${principal.userId ?? principal.recordedBy} ${organisation}`;
    if (this.#seen.get(key) === window) return;
    const attempt = `${key} ${window}`;
    let pending = this.#pending.get(attempt);
    if (!pending) {
      pending = this.#record(principal, organisation, attempt).finally(() => this.#pending.delete(attempt));
      this.#pending.set(attempt, pending);
    }
    await pending;
    this.#remember(key, window);
  }

  async #record(principal: Principal, organisation: string, attempt: string): Promise<void> {
    const event = ownEvent('annals.view', principal.actor, { targets: [{ type: 'organisation', id: organisation }] });
    try {
      // A view of the same window by another address is an id_conflict: the view is on record, which is what counts.
      await this.#recorder.recordOwn([{ id: uuidOf(attempt), organisation, event }]);
    } catch (cause) {
      throw new Problem('audit_unavailable', { retryAfterSeconds: 5 }, { cause });
    }
  }

  #remember(key: string, window: number): void {
    if (this.#seen.size > 10_000) for (const [old, seen] of this.#seen) if (seen < window) this.#seen.delete(old);
    this.#seen.set(key, window);
  }
}

export function ownEvent(event: string, actor: Principal['actor'], members: Record<string, unknown> = {}): Record<string, unknown> {
  return { event, outcome: 'success', actor, producer: { name: 'annals' }, ...members };
}

/** RFC 9562 version 8: 122 bits of SHA-256 over a name. */
export function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
