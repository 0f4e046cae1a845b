import type { ExportState } from '@annals/events';
import type { Database, ExportRow } from './tables.ts';

/**
 * Export jobs: what was asked for, how it ended, and which files there are. How far a running one is, is not kept here.
 * Durability: with the transaction; `done` is written after the files, the manifest and their names are on disk, so a job
 * that says done has them. Ordering: `queued` is in the order of asking. Retries: a job found `running` at the start is
 * begun again. Isolation: `find` shows any; callers compare the organisation.
 */
export class ExportStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async create(row: ExportRow): Promise<void> {
    await this.#db.insertInto('exports').values(row).execute();
  }

  async find(id: string): Promise<ExportRow | null> {
    return (await this.#db.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  /** Newest first. */
  async ofOrganisation(organisation: string, limit: number): Promise<ExportRow[]> {
    return this.#db
      .selectFrom('exports')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Oldest first. */
  async inState(...states: ExportState[]): Promise<ExportRow[]> {
    return this.#db.selectFrom('exports').selectAll().where('state', 'in', states).orderBy('created_at').orderBy('id').execute();
  }

  /** Those with files whose time is over. */
  async expired(now: string): Promise<ExportRow[]> {
    return this.#db.selectFrom('exports').selectAll().where('state', '=', 'done').where('expires_at', '<=', now).execute();
  }

  async ids(): Promise<string[]> {
    return (await this.#db.selectFrom('exports').select('id').execute()).map(({ id }) => id);
  }

  /** Changes a job that is in one of the states; false when it is not, and nothing was changed. */
  async change(id: string, from: readonly ExportState[], change: Partial<ExportRow>): Promise<boolean> {
    const result = await this.#db.updateTable('exports').set(change).where('id', '=', id).where('state', 'in', from).executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('exports').where('id', '=', id).execute();
  }
}
