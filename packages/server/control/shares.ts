import type { Database, ShareRow } from './tables.ts';

/**
 * Share links; the token is here only as a SHA-256. Revoked and expired ones stay, so that events can be traced to them.
 * Durability: creation and revocation are on disk when their transaction resolves; `touch` is a hint and may be lost.
 * Isolation: `find` and `findByTokenHash` show any; callers compare the organisation, or hold the token.
 */
export class ShareStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async create(row: ShareRow): Promise<void> {
    await this.#db.insertInto('shares').values(row).execute();
  }

  async find(id: string): Promise<ShareRow | null> {
    return (await this.#db.selectFrom('shares').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async findByTokenHash(tokenHash: string): Promise<ShareRow | null> {
    return (await this.#db.selectFrom('shares').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
  }

  /** Newest first. */
  async ofOrganisation(organisation: string): Promise<ShareRow[]> {
    return this.#db
      .selectFrom('shares')
      .selectAll()
      .where('organisation', '=', organisation)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  async revoke(id: string, at: string): Promise<void> {
    await this.#db.updateTable('shares').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null).execute();
  }

  async touch(id: string, at: string): Promise<void> {
    await this.#db
      .updateTable('shares')
      .set((row) => ({ opened: row('opened', '+', 1), last_opened_at: at }))
      .where('id', '=', id)
      .execute();
  }
}
