import type { ArchiveDayRow, Database } from './tables.ts';

/**
 * What was delivered to archives, and what is being delivered. Days of one chain and organisation lie one behind the
 * other, without gap, from the first that was archived.
 * Durability: a plan is on disk before its first object is sent; `delivered` is written only after the other side has
 * acknowledged the manifest, so that it may be relied on. Isolation: every question names chain and organisation.
 */
export class ArchiveDayStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The sequence behind the last event that the archive has, manifest and all; 0 when it has none. */
  async archivedTo(chain: string, organisation: string): Promise<number> {
    const last = await this.last(chain, organisation);
    return last === null ? 0 : last.first + last.count;
  }

  /** The last one that was delivered, or removed again after its time. */
  async last(chain: string, organisation: string): Promise<ArchiveDayRow | null> {
    const row = await this.#of(chain, organisation)
      .where('state', '!=', 'planned')
      .orderBy('day', 'desc')
      .orderBy('generation', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ?? null;
  }

  /** What was begun and is not known to be delivered; at most one. */
  async planned(chain: string, organisation: string): Promise<ArchiveDayRow | null> {
    return (await this.#of(chain, organisation).where('state', '=', 'planned').executeTakeFirst()) ?? null;
  }

  /** In order. `from` and `to` are days, both inclusive. */
  async between(chain: string, organisation: string, from: string, to: string): Promise<ArchiveDayRow[]> {
    return this.#of(chain, organisation).where('day', '>=', from).where('day', '<=', to).orderBy('day').orderBy('generation').execute();
  }

  /** The first day there is. */
  async firstDay(chain: string, organisation: string): Promise<string | null> {
    return (await this.#of(chain, organisation).orderBy('day').limit(1).executeTakeFirst())?.day ?? null;
  }

  /** Delivered days before another that were not removed yet, oldest first. */
  async before(chain: string, organisation: string, day: string): Promise<ArchiveDayRow[]> {
    return this.#of(chain, organisation)
      .where('state', '=', 'delivered')
      .where('day', '<', day)
      .orderBy('day')
      .orderBy('generation')
      .limit(1000)
      .execute();
  }

  async plan(row: Pick<ArchiveDayRow, 'chain' | 'organisation' | 'day' | 'generation' | 'first' | 'count' | 'plan'>): Promise<void> {
    const rest = { manifest_key: null, manifest_sha256: null, bytes: null, delivered_at: null, error: null, tried_at: null };
    await this.#db
      .insertInto('archive_days')
      .values({ ...row, ...rest, state: 'planned' })
      .execute();
  }

  async delivered(
    row: ArchiveDayRow,
    done: { count: number; manifestKey: string; manifestSha256: string; bytes: number; at: string },
  ): Promise<void> {
    await this.#change(row, {
      state: 'delivered',
      count: done.count,
      manifest_key: done.manifestKey,
      manifest_sha256: done.manifestSha256,
      bytes: done.bytes,
      delivered_at: done.at,
      error: null,
      tried_at: done.at,
    });
  }

  async failed(row: ArchiveDayRow, error: string, at: string): Promise<void> {
    await this.#change(row, { error, tried_at: at });
  }

  async removed(row: ArchiveDayRow): Promise<void> {
    await this.#change(row, { state: 'removed' });
  }

  /** A plan that cannot be followed: another takes its place. */
  async abandon(row: ArchiveDayRow): Promise<void> {
    await this.#db
      .deleteFrom('archive_days')
      .where('chain', '=', row.chain)
      .where('organisation', '=', row.organisation)
      .where('day', '=', row.day)
      .where('generation', '=', row.generation)
      .where('state', '=', 'planned')
      .execute();
  }

  #of(chain: string, organisation: string) {
    return this.#db.selectFrom('archive_days').selectAll().where('chain', '=', chain).where('organisation', '=', organisation);
  }

  async #change(row: ArchiveDayRow, values: Partial<ArchiveDayRow>): Promise<void> {
    await this.#db
      .updateTable('archive_days')
      .set(values)
      .where('chain', '=', row.chain)
      .where('organisation', '=', row.organisation)
      .where('day', '=', row.day)
      .where('generation', '=', row.generation)
      .execute();
  }
}

/** What somebody who removes events asks first: what of an organisation a configured archive has. */
export interface ArchivedTo {
  /** The sequence behind the last archived event; null: no archive is configured, so that nothing waits for one. */
  archivedTo(organisation: string): Promise<number | null>;
}

/**
 * The archive that is configured for an organisation, switched off or not: while it is, nothing goes that it lacks.
 * An archive begins with what is retained when it is made.
 */
export const archivedToOf = (stores: {
  archives: { effective(organisation: string): Promise<{ chain: string } | null> };
  archiveDays: Pick<ArchiveDayStore, 'archivedTo'>;
}): ArchivedTo => ({
  archivedTo: async (organisation) => {
    const archive = await stores.archives.effective(organisation);
    return archive === null ? null : stores.archiveDays.archivedTo(archive.chain, organisation);
  },
});
