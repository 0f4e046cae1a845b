import type { Database, DeletionRow, OrganisationRow } from './tables.ts';

/** Slug of the organisation that takes events of the installation itself. */
export const builtInSlug = 'annals';

/**
 * Organisations. Durability: each write is on disk when its transaction resolves. Shows every organisation to whoever
 * asks; who may see which is decided in access/. Closed, and deleted only when two admins said so, weeks later.
 */
export class OrganisationStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async all(): Promise<OrganisationRow[]> {
    return this.#db.selectFrom('organisations').selectAll().orderBy('created_at').orderBy('id').execute();
  }

  async find(id: string): Promise<OrganisationRow | null> {
    return (await this.#db.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async builtIn(): Promise<OrganisationRow> {
    return this.#db.selectFrom('organisations').selectAll().where('slug', '=', builtInSlug).executeTakeFirstOrThrow();
  }

  /** Adds it under a slug made of its name; a slug that is taken gets a number. `closedAt`: it is read-only from the beginning. */
  async create(organisation: { id: string; name: string; createdAt: string; closedAt?: string }): Promise<OrganisationRow> {
    const slug = await this.#freeSlug(slugOf(organisation.name));
    const row: OrganisationRow = {
      id: organisation.id,
      name: organisation.name,
      slug,
      created_at: organisation.createdAt,
      closed_at: organisation.closedAt ?? null,
    };
    await this.#db.insertInto('organisations').values(row).execute();
    return row;
  }

  /** The slug stays: it stands in producers' configuration. */
  async rename(id: string, name: string): Promise<void> {
    await this.#db.updateTable('organisations').set({ name }).where('id', '=', id).execute();
  }

  async close(id: string, at: string | null): Promise<void> {
    await this.#db.updateTable('organisations').set({ closed_at: at }).where('id', '=', id).execute();
  }

  /** Those asked for, and those that are under way. */
  async deletions(): Promise<DeletionRow[]> {
    return this.#db.selectFrom('organisation_deletions').selectAll().orderBy('requested_at').execute();
  }

  async requestDeletion(deletion: DeletionRow): Promise<void> {
    await this.#db
      .insertInto('organisation_deletions')
      .values(deletion)
      .onConflict((conflict) => conflict.column('organisation').doUpdateSet(deletion))
      .execute();
  }

  async confirmDeletion(organisation: string, at: string): Promise<void> {
    await this.#db.updateTable('organisation_deletions').set({ confirmed_at: at }).where('organisation', '=', organisation).execute();
  }

  /** The deletion is taken back, or at its end. */
  async forgetDeletion(organisation: string): Promise<void> {
    await this.#db.deleteFrom('organisation_deletions').where('organisation', '=', organisation).execute();
  }

  /** The organisation, its members, keys, holds and rules, and what of its own events was not recorded yet. */
  async delete(id: string): Promise<void> {
    for (const table of [
      'memberships',
      'api_keys',
      'exports',
      'shares',
      'saved_views',
      'archives',
      'holds',
      'retention_versions',
      'retention_sweeps',
      'own_events',
    ] as const)
      await this.#db.deleteFrom(table).where('organisation', '=', id).execute();
    await this.#db.deleteFrom('organisations').where('id', '=', id).execute();
  }

  async #freeSlug(wanted: string): Promise<string> {
    for (let number = 1; ; number++) {
      const slug = number === 1 ? wanted : `${wanted.slice(0, 56)}-${number}`;
      const taken = await this.#db.selectFrom('organisations').select('id').where('slug', '=', slug).executeTakeFirst();
      if (!taken) return slug;
    }
  }
}

/** Lower-case ASCII words with dashes. Never of the form of an id, so that `organisation=` is never ambiguous. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 35)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'organisation' : slug;
}
