import type { Role } from '@annals/events';
import type { Database, MembershipRow } from './tables.ts';

export interface Member {
  id: string;
  email: string;
  name: string;
  role: Role;
  installation_admin: 0 | 1;
  created_at: string;
}

/**
 * Which user has which role in which organisation.
 * Durability: each write is on disk when its transaction resolves. Isolation: `members` is bounded by organisation;
 * `ofUser` crosses organisations and is for deciding, not for showing.
 */
export class MembershipStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async ofUser(user: string): Promise<MembershipRow[]> {
    return this.#db.selectFrom('memberships').selectAll().where('user', '=', user).orderBy('organisation').execute();
  }

  async members(organisation: string): Promise<Member[]> {
    return this.#db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user')
      .select(['users.id', 'users.email', 'users.name', 'memberships.role', 'users.installation_admin', 'users.created_at'])
      .where('memberships.organisation', '=', organisation)
      .orderBy('users.email_folded')
      .execute();
  }

  async admins(organisation: string): Promise<number> {
    const row = await this.#db
      .selectFrom('memberships')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('organisation', '=', organisation)
      .where('role', '=', 'admin')
      .executeTakeFirstOrThrow();
    return row.count;
  }

  /** Adds the membership or changes its role. */
  async put(membership: MembershipRow): Promise<void> {
    await this.#db
      .insertInto('memberships')
      .values(membership)
      .onConflict((conflict) => conflict.columns(['organisation', 'user']).doUpdateSet({ role: membership.role }))
      .execute();
  }

  async remove(organisation: string, user: string): Promise<void> {
    await this.#db.deleteFrom('memberships').where('organisation', '=', organisation).where('user', '=', user).execute();
  }
}
