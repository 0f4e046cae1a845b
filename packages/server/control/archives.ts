import type { ArchiveRow, Database } from './tables.ts';

/** What an administrator said of an archive, without its secret. */
export interface ArchiveSettings {
  bucket: string;
  /** Empty, or ending with a slash. */
  prefix: string;
  region: string;
  /** Null: that of AWS. */
  endpoint: string | null;
  pathStyle: boolean;
  /** Null: the credential chain of the process. */
  accessKeyId: string | null;
  profile: 'rfc5424' | 'lightrun';
  enterpriseNumber: number;
  compression: 'gzip' | 'zstd' | 'none';
  lock: { mode: 'governance' | 'compliance'; days: number } | null;
  keepMonths: number;
}

export interface Archive {
  id: string;
  /** Null: that of the installation. */
  organisation: string | null;
  chain: string;
  settings: ArchiveSettings;
  /** As it lies in the database; opened only where it is used. */
  secret: Uint8Array | null;
  enabled: boolean;
  createdAt: string;
  updatedAt: string;
}

/**
 * Where days are archived to, one for an organisation and one for the installation.
 * Durability: with the transaction. Isolation: `find` and `of` show the archive of exactly whom they are asked for.
 */
export class ArchiveStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async all(): Promise<Archive[]> {
    return (await this.#db.selectFrom('archives').selectAll().orderBy('created_at').execute()).map(archiveOf);
  }

  async find(id: string): Promise<Archive | null> {
    const row = await this.#db.selectFrom('archives').selectAll().where('id', '=', id).executeTakeFirst();
    return row ? archiveOf(row) : null;
  }

  /** An organisation's own, or, for null, the installation's. */
  async of(organisation: string | null): Promise<Archive | null> {
    const row = await this.#db
      .selectFrom('archives')
      .selectAll()
      .where('organisation', organisation === null ? 'is' : '=', organisation)
      .executeTakeFirst();
    return row ? archiveOf(row) : null;
  }

  /** The one that an organisation's days go to: its own, else the installation's. */
  async effective(organisation: string): Promise<Archive | null> {
    return (await this.of(organisation)) ?? (await this.of(null));
  }

  async put(archive: Archive): Promise<void> {
    const { id, organisation, chain, secret } = archive;
    const changing = {
      chain,
      settings: JSON.stringify(archive.settings),
      secret,
      enabled: archive.enabled ? (1 as const) : (0 as const),
      updated_at: archive.updatedAt,
    };
    await this.#db
      .insertInto('archives')
      .values({ id, organisation, created_at: archive.createdAt, ...changing })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
      .execute();
  }

  async remove(id: string): Promise<void> {
    await this.#db.deleteFrom('archives').where('id', '=', id).execute();
  }
}

const archiveOf = (row: ArchiveRow): Archive => ({
  id: row.id,
  organisation: row.organisation,
  chain: row.chain,
  settings: JSON.parse(row.settings) as ArchiveSettings,
  secret: row.secret === null ? null : Uint8Array.from(row.secret),
  enabled: row.enabled === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
