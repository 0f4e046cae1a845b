import type { Database, KeyRow } from './tables.ts';

/**
 * API keys; the token is here only as a SHA-256. Revoked keys stay, so that events can be traced to them.
 * Durability: creation and revocation are on disk when their transaction resolves; `touch` is a hint and may be lost.
 * Isolation: `ofOrganisation` shows the organisation's keys and the installation's, never another organisation's.
 */
export class KeyStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async create(key: KeyRow): Promise<void> {
    await this.#db.insertInto('api_keys').values(key).execute();
  }

  async find(id: string): Promise<KeyRow | null> {
    return (await this.#db.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async findByTokenHash(tokenHash: string): Promise<KeyRow | null> {
    return (await this.#db.selectFrom('api_keys').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
  }

  /** Newest first. */
  async ofOrganisation(organisation: string): Promise<KeyRow[]> {
    return this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where((expression) => expression.or([expression('organisation', '=', organisation), expression('organisation', 'is', null)]))
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute();
  }

  async revoke(id: string, at: string): Promise<void> {
    await this.#db.updateTable('api_keys').set({ revoked_at: at }).where('id', '=', id).where('revoked_at', 'is', null).execute();
  }

  async touch(id: string, at: string): Promise<void> {
    await this.#db.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute();
  }
}
