import type { Actor, Change, Metadata, Outcome, Producer, Target } from '@annals/events';
import type { Database } from './tables.ts';

/** An event of Annals itself, in the shape of the API; id and organisation are set by the outbox. */
export interface OwnEvent {
  event: string;
  outcome: Outcome;
  occurred_at: string;
  error_message?: string;
  actor: Actor;
  targets?: Target[];
  metadata?: Metadata;
  changes?: Change[];
  /** Id of the request that caused it. */
  correlation_id?: string;
  producer: Producer;
  extra?: Record<string, unknown>;
}

export interface PendingOwnEvent {
  id: string;
  /** UUID. */
  organisation: string;
  event: OwnEvent & { id: string; organisation: string };
}

/**
 * The outbox of our own events: written in the transaction of the change itself, drained into the recorder under the
 * id fixed here, so that nothing happens unrecorded and nothing is recorded twice.
 * Durability: with the change, or not at all. Ordering: `pending` gives the order of commits. Retries: the drainer
 * removes an event only after the recorder's receipt; until then the next run sends it again.
 */
export class OwnEventStore {
  readonly #db: Database;
  readonly #newId: () => string;
  readonly #onAdded: () => void;

  constructor(db: Database, newId: () => string, onAdded: () => void) {
    this.#db = db;
    this.#newId = newId;
    this.#onAdded = onAdded;
  }

  /** Answers the event's id. */
  async add(organisation: string, event: OwnEvent): Promise<string> {
    const id = this.#newId();
    await this.#db
      .insertInto('own_events')
      .values({ id, organisation, event: JSON.stringify({ id, organisation, ...event }), created_at: event.occurred_at })
      .execute();
    this.#onAdded();
    return id;
  }

  /** In the order of commits, without those of the organisations in `except`. */
  async pending(limit: number, except: readonly string[] = []): Promise<PendingOwnEvent[]> {
    const all = this.#db.selectFrom('own_events').selectAll().orderBy('n').limit(limit);
    const rows = await (except.length === 0 ? all : all.where('organisation', 'not in', except)).execute();
    return rows.map((row) => ({ id: row.id, organisation: row.organisation, event: JSON.parse(row.event) as PendingOwnEvent['event'] }));
  }

  /** How many wait, and since when the oldest does. */
  async waiting(): Promise<{ events: number; oldestAt: string | null }> {
    const { events, oldest } = await this.#db
      .selectFrom('own_events')
      .select((eb) => [eb.fn.countAll<number>().as('events'), eb.fn.min('created_at').as('oldest')])
      .executeTakeFirstOrThrow();
    return { events, oldestAt: oldest ?? null };
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += 500) {
      await this.#db
        .deleteFrom('own_events')
        .where('id', 'in', ids.slice(at, at + 500))
        .execute();
    }
  }
}
