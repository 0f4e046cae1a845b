import type { Database } from './tables.ts';

/**
 * Tries to sign in, counted per subject (an account or an address).
 * Durability: a try is on disk before its password is looked at, so a restart or a crash forgives nothing.
 * Isolation: run `count` and `add` in one transaction; then no number of parallel tries gets past the limit.
 */
export class SignInAttemptStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Tries after `since`, and when the oldest of them was. */
  async count(subject: string, since: string): Promise<{ tries: number; oldestAt: string | null; refusalNoted: boolean }> {
    const rows = await this.#db
      .selectFrom('sign_in_attempts')
      .select(['kind', 'at'])
      .where('subject', '=', subject)
      .where('at', '>', since)
      .orderBy('at')
      .execute();
    const tries = rows.filter((row) => row.kind === 'tried');
    return { tries: tries.length, oldestAt: tries[0]?.at ?? null, refusalNoted: tries.length < rows.length };
  }

  async add(subject: string, kind: 'tried' | 'refused', at: string): Promise<void> {
    await this.#db.insertInto('sign_in_attempts').values({ subject, kind, at }).execute();
  }

  /** After a success the account starts anew. */
  async forget(subject: string): Promise<void> {
    await this.#db.deleteFrom('sign_in_attempts').where('subject', '=', subject).execute();
  }

  /** Takes back one try that turned out to be right. */
  async takeBack(subject: string, at: string): Promise<void> {
    const row = await this.#db
      .selectFrom('sign_in_attempts')
      .select('n')
      .where('subject', '=', subject)
      .where('kind', '=', 'tried')
      .where('at', '=', at)
      .executeTakeFirst();
    if (row) await this.#db.deleteFrom('sign_in_attempts').where('n', '=', row.n).execute();
  }

  /** Keeps those after `since` and before `until`. */
  async removeOutside(since: string, until: string): Promise<void> {
    await this.#db
      .deleteFrom('sign_in_attempts')
      .where((expression) => expression.or([expression('at', '<=', since), expression('at', '>=', until)]))
      .execute();
  }
}
