import type { Database, SessionRow } from './tables.ts';

/**
 * Sign-in sessions; the cookie is here only as a SHA-256.
 * Durability: begin and end are on disk when their transaction resolves; `touch` may be lost, which ends a session
 * earlier, never later. Isolation: found by the hash of a secret only.
 */
export class SessionStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async create(session: SessionRow): Promise<void> {
    await this.#db.insertInto('sessions').values(session).execute();
  }

  async findByTokenHash(tokenHash: string): Promise<SessionRow | null> {
    return (await this.#db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst()) ?? null;
  }

  async touch(id: string, at: string): Promise<void> {
    await this.#db.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute();
  }

  async end(id: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', id).execute();
  }

  /** Ends every session of a user but the one given. Answers how many. */
  async endOfUser(user: string, except: string | null): Promise<number> {
    const result = await this.#db
      .deleteFrom('sessions')
      .where('user', '=', user)
      .$if(except !== null, (query) => query.where('id', '!=', except ?? ''))
      .executeTakeFirst();
    return Number(result.numDeletedRows);
  }

  /** Forgets sessions that no longer open anything. */
  async removeExpired(now: string, idleSince: string): Promise<void> {
    await this.#db
      .deleteFrom('sessions')
      .where((expression) => expression.or([expression('expires_at', '<=', now), expression('last_seen_at', '<=', idleSince)]))
      .execute();
  }
}
