import type { Database, UserRow } from './tables.ts';

/**
 * Users of the installation. Passwords are here only as argon2id strings.
 * Durability: each write is on disk when its transaction resolves. Isolation: none here; a user of any organisation is
 * shown to whoever asks, access/ decides.
 */
export class UserStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async count(): Promise<number> {
    const row = await this.#db
      .selectFrom('users')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return row.count;
  }

  async find(id: string): Promise<UserRow | null> {
    return (await this.#db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async findByEmail(email: string): Promise<UserRow | null> {
    return (await this.#db.selectFrom('users').selectAll().where('email_folded', '=', foldEmail(email)).executeTakeFirst()) ?? null;
  }

  async create(user: Omit<UserRow, 'email_folded'>): Promise<UserRow> {
    const row = { ...user, email_folded: foldEmail(user.email) };
    await this.#db.insertInto('users').values(row).execute();
    return row;
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#db.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute();
  }

  async setInstallationAdmin(id: string, flag: boolean): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({ installation_admin: flag ? 1 : 0 })
      .where('id', '=', id)
      .execute();
  }

  async installationAdmins(): Promise<number> {
    const row = await this.#db
      .selectFrom('users')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('installation_admin', '=', 1)
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Sessions and memberships go with the user; events about the user stay. */
  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('users').where('id', '=', id).execute();
  }
}

/** Two e-mails that differ only in letter case or in the width of their characters are one account. */
export function foldEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
