import type { Database } from './tables.ts';

export interface Installation {
  id: string;
  /** First part of every checkpoint's origin; fixed at the first start. */
  name: string;
  /** 32 bytes; makes cursors unforgeable. As secret as the signing keys beside it. */
  cursorKey: Uint8Array;
  createdAt: string;
}

/** What this installation is, written once. Durability: with the transaction of the first start. */
export class InstallationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async find(): Promise<Installation | null> {
    const row = await this.#db.selectFrom('installation').selectAll().executeTakeFirst();
    return row ? { id: row.id, name: row.name, cursorKey: row.cursor_key, createdAt: row.created_at } : null;
  }

  async create(installation: Installation): Promise<void> {
    const { id, name, cursorKey, createdAt } = installation;
    await this.#db.insertInto('installation').values({ id, name, cursor_key: cursorKey, created_at: createdAt }).execute();
  }
}
