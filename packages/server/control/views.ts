import type { Database, ViewRow } from './tables.ts';

/**
 * Saved views. A private one goes with its owner; a shared one stays, without an owner.
 * Durability: on disk when the transaction resolves. Isolation: `find` shows any; callers compare organisation and owner.
 */
export class ViewStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async create(row: ViewRow): Promise<void> {
    await this.#db.insertInto('saved_views').values(row).execute();
  }

  async find(id: string): Promise<ViewRow | null> {
    return (await this.#db.selectFrom('saved_views').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  /** The shared ones of an organisation, and those of a user's own. */
  async seenBy(organisation: string, user: string | null): Promise<ViewRow[]> {
    return this.#db
      .selectFrom('saved_views')
      .selectAll()
      .where('organisation', '=', organisation)
      .where((row) => row.or([row('private_to', 'is', null), ...(user === null ? [] : [row('private_to', '=', user)])]))
      .orderBy('name')
      .orderBy('id')
      .execute();
  }

  /** How many private ones a user has in an organisation; of nobody: how many are shared. */
  async count(organisation: string, privateTo: string | null): Promise<number> {
    const counted = this.#db
      .selectFrom('saved_views')
      .select((row) => row.fn.countAll<number>().as('views'))
      .where('organisation', '=', organisation);
    const { views } = await (
      privateTo === null ? counted.where('private_to', 'is', null) : counted.where('private_to', '=', privateTo)
    ).executeTakeFirstOrThrow();
    return views;
  }

  async change(id: string, changes: Pick<ViewRow, 'name' | 'private_to' | 'question' | 'updated_at'>): Promise<void> {
    await this.#db.updateTable('saved_views').set(changes).where('id', '=', id).execute();
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('saved_views').where('id', '=', id).execute();
  }
}
