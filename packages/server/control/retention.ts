import type { RetentionPolicy } from '@annals/events';
import type { Database, HoldRow, RetentionClockRow, RetentionSweepRow, RetentionVersionRow } from './tables.ts';

export interface RetentionVersion {
  n: number;
  policy: RetentionPolicy;
  decidedAt: string;
  decidedBy: string;
  reason: string;
  /** The version that this one takes back, or null. */
  undoes: number | null;
}

/**
 * How long events are kept, what holds them, and what retention last did.
 *
 * Decisions are only ever added: the last one counts, and the ones before it tell what counts beside it for a day
 * (`access/retention-state.ts`). An organisation without any is kept for ever.
 * Durability: each write is on disk when its transaction resolves. Isolation: every question names its organisation but
 * those about the clock, which is the installation's.
 */
export class RetentionStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Oldest first. */
  async versions(organisation: string): Promise<RetentionVersion[]> {
    const rows = await this.#db
      .selectFrom('retention_versions')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('n')
      .execute();
    return rows.map(({ n, policy, decided_at, decided_by, reason, undoes }) => ({
      n,
      policy: JSON.parse(policy) as RetentionPolicy,
      decidedAt: decided_at,
      decidedBy: decided_by,
      reason,
      undoes,
    }));
  }

  async decide(version: Omit<RetentionVersionRow, 'n' | 'policy'> & { policy: RetentionPolicy }): Promise<void> {
    await this.#db
      .insertInto('retention_versions')
      .values({ ...version, policy: JSON.stringify(version.policy) })
      .execute();
  }

  /** Newest first; those in force only, or all. */
  async holds(organisation: string, { released }: { released: boolean }): Promise<HoldRow[]> {
    const all = this.#db
      .selectFrom('holds')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('placed_at', 'desc')
      .orderBy('id', 'desc');
    return (released ? all : all.where('released_at', 'is', null)).execute();
  }

  async hold(id: string): Promise<HoldRow | null> {
    return (await this.#db.selectFrom('holds').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async place(hold: HoldRow): Promise<void> {
    await this.#db.insertInto('holds').values(hold).execute();
  }

  async release(id: string, released: Pick<HoldRow, 'released_at' | 'released_by' | 'release_reason'>): Promise<void> {
    await this.#db.updateTable('holds').set(released).where('id', '=', id).where('released_at', 'is', null).execute();
  }

  /** Newest first. */
  async sweeps(organisation: string): Promise<RetentionSweepRow[]> {
    return this.#db
      .selectFrom('retention_sweeps')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('started_at', 'desc')
      .orderBy('event_id', 'desc')
      .execute();
  }

  async beginSweep(sweep: RetentionSweepRow): Promise<void> {
    await this.#db.insertInto('retention_sweeps').values(sweep).execute();
  }

  /** Those before it are forgotten; their events tell of them. */
  async finishSweep(organisation: string, eventId: string, at: string): Promise<void> {
    await this.#db.deleteFrom('retention_sweeps').where('organisation', '=', organisation).where('event_id', '!=', eventId).execute();
    await this.#db.updateTable('retention_sweeps').set({ finished_at: at }).where('event_id', '=', eventId).execute();
  }

  async clock(): Promise<RetentionClockRow | null> {
    return (await this.#db.selectFrom('retention_clock').selectAll().executeTakeFirst()) ?? null;
  }

  async setClock(clock: Omit<RetentionClockRow, 'only'>): Promise<void> {
    await this.#db
      .insertInto('retention_clock')
      // Said: SQLite would else count on.
      .values({ only: 1, ...clock })
      .onConflict((conflict) => conflict.column('only').doUpdateSet(clock))
      .execute();
  }
}
