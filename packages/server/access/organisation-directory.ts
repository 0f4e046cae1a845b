import type { Control } from '../control/open.ts';
import { builtInSlug } from '../control/organisations.ts';
import type { DeletionRow, OrganisationRow } from '../control/tables.ts';

export interface KnownOrganisation {
  id: string;
  slug: string;
  name: string;
  createdAt: string;
  closedAt: string | null;
  closed: boolean;
  /** Takes the events of the installation itself. */
  builtIn: boolean;
  /** An admin asked for its deletion. */
  deletion: { requestedAt: string; requestedBy: string; requestedByName: string; reason: string } | null;
}

/**
 * Every organisation in memory, so that capture looks one up without waiting. Follows control.db: whoever changes an
 * organisation calls `reload` after the commit. Shows every organisation; who may name which, `visible.ts` decides.
 */
export class OrganisationDirectory {
  readonly #control: Control;
  #byKey = new Map<string, KnownOrganisation>();
  #all: readonly KnownOrganisation[] = [];
  #last: Promise<void> = Promise.resolve();
  /** Asked for and not begun. */
  #next: Promise<void> | null = null;
  #whenNew: (organisations: string[]) => Promise<void> = async () => {};

  private constructor(control: Control) {
    this.#control = control;
  }

  static async open(control: Control): Promise<OrganisationDirectory> {
    const directory = new OrganisationDirectory(control);
    await directory.reload();
    return directory;
  }

  /** By UUID or slug. */
  find(idOrSlug: string): KnownOrganisation | null {
    return this.#byKey.get(idOrSlug) ?? null;
  }

  /** In order of creation, the built-in one first. */
  all(): readonly KnownOrganisation[] {
    return this.#all;
  }

  builtIn(): KnownOrganisation {
    const found = this.find(builtInSlug);
    if (!found) throw new Error('The built-in organisation is missing from control.db.');
    return found;
  }

  /** What every organisation needs before anybody learns of it, those already here included. */
  async prepare(whenNew: (organisations: string[]) => Promise<void>): Promise<void> {
    await whenNew(this.#all.map(({ id }) => id));
    this.#whenNew = whenNew;
  }

  /** For an organisation that is about to be made: what cannot be made for it now, must not fail after its commit. */
  async prepareFor(id: string): Promise<void> {
    await this.#whenNew([id]);
  }

  /**
   * Reads anew what is committed. One at a time: two would make the same keys. Who comes while one runs shares the next,
   * which begins after their commit.
   */
  reload(): Promise<void> {
    if (this.#next) return this.#next;
    const read = (): Promise<void> => {
      this.#next = null;
      return this.#read();
    };
    // Whether the one before failed is told to those who asked for it.
    this.#next = this.#last.then(read, read);
    this.#last = this.#next;
    return this.#next;
  }

  async #read(): Promise<void> {
    const all = await this.#control.organisations.all();
    await this.#whenNew(all.map(({ id }) => id).filter((id) => !this.#byKey.has(id)));
    const deletions = new Map((await this.#control.organisations.deletions()).map((row) => [row.organisation, row]));
    this.#all = all.map((row) => known(row, deletions.get(row.id)));
    this.#byKey = new Map(
      this.#all.flatMap((organisation) => [[organisation.slug, organisation] as const, [organisation.id, organisation] as const]),
    );
  }
}

function known(row: OrganisationRow, deletion: DeletionRow | undefined): KnownOrganisation {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    createdAt: row.created_at,
    closedAt: row.closed_at,
    closed: row.closed_at !== null,
    builtIn: row.slug === builtInSlug,
    deletion: deletion
      ? {
          requestedAt: deletion.requested_at,
          requestedBy: deletion.requested_by,
          requestedByName: deletion.requested_by_name,
          reason: deletion.reason,
        }
      : null,
  };
}
