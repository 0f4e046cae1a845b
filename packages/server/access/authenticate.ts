import { scopesOfRole } from '@annals/events';
import type { Actor, Role } from '@annals/events';
import { instant } from '../base/clock.ts';
import type { Control } from '../control/open.ts';
import type { KeyRow, MembershipRow, SessionRow, UserRow } from '../control/tables.ts';
import type { Principal, Scope } from './principal.ts';
import { hashOf } from './tokens.ts';

export interface SessionPolicy {
  /** A session ends this long after its last request. */
  idleMs: number;
  /** And this long after its sign-in, whatever happens. */
  absoluteMs: number;
}

/** Where a request comes from, for the record. */
export interface Connection {
  ip: string | null;
  userAgent: string | null;
}

export type Credentials = { kind: 'key'; token: string } | { kind: 'session'; token: string };

const touchSessionMs = 60_000;
const touchKeyMs = 5 * 60_000;
const mostCachedKeys = 10_000;

/**
 * Credentials to {@link Principal}: the only maker of principals.
 * Keys are cached by the hash of their token; revoking drops the entry, so it works from the next request on. Sessions
 * and roles are read at every request: a changed role, a deleted user and an ended session work at once.
 */
export class Authenticator {
  readonly #control: Control;
  readonly #policy: SessionPolicy;
  readonly #keys = new Map<string, KeyRow>();
  #generation = 0;
  readonly #keyTouchedMs = new Map<string, number>();

  constructor(control: Control, policy: SessionPolicy) {
    this.#control = control;
    this.#policy = policy;
  }

  /** `seen: false` looks without counting as a use, which would keep an idle session open. */
  async principal(credentials: Credentials, connection: Connection, { seen = true } = {}): Promise<Principal | null> {
    return credentials.kind === 'key'
      ? this.#byKey(hashOf(credentials.token), connection, seen)
      : this.#bySession(hashOf(credentials.token), connection, seen);
  }

  /** To be called after the commit that revoked it. */
  forgetKey(tokenHash: string): void {
    this.#generation++;
    this.#keys.delete(tokenHash);
  }

  /** The same after a commit that took several away. */
  forgetKeys(): void {
    this.#generation++;
    this.#keys.clear();
  }

  /** Deletes sessions that no longer open anything. */
  async removeExpiredSessions(): Promise<void> {
    const nowMs = this.#control.clock.nowMs();
    await this.#control.sessions.removeExpired(instant(nowMs), instant(nowMs - this.#policy.idleMs));
  }

  async #byKey(tokenHash: string, connection: Connection, seen: boolean): Promise<Principal | null> {
    const generation = this.#generation;
    const key = this.#keys.get(tokenHash) ?? (await this.#control.keys.findByTokenHash(tokenHash));
    const now = this.#control.now();
    if (!key || key.revoked_at !== null || (key.expires_at !== null && key.expires_at <= now)) return null;
    if (this.#keys.size >= mostCachedKeys) this.#keys.clear();
    // A revocation may have been committed since the row was read: then it is not kept.
    if (generation === this.#generation) this.#keys.set(tokenHash, key);
    if (seen) await this.#touchKey(key);
    return keyPrincipal(key, connection);
  }

  async #touchKey(key: KeyRow): Promise<void> {
    const nowMs = this.#control.clock.nowMs();
    if (nowMs - (this.#keyTouchedMs.get(key.id) ?? 0) < touchKeyMs) return;
    if (this.#keyTouchedMs.size >= mostCachedKeys) this.#keyTouchedMs.clear();
    this.#keyTouchedMs.set(key.id, nowMs);
    await this.#hint(this.#control.keys.touch(key.id, instant(nowMs)));
  }

  async #bySession(tokenHash: string, connection: Connection, seen: boolean): Promise<Principal | null> {
    const session = await this.#control.sessions.findByTokenHash(tokenHash);
    if (!session) return null;
    const nowMs = this.#control.clock.nowMs();
    const lastSeenMs = Date.parse(session.last_seen_at);
    if (session.expires_at <= instant(nowMs) || lastSeenMs + this.#policy.idleMs <= nowMs) return null;
    const user = await this.#control.users.find(session.user);
    if (!user) return null;
    if (seen && nowMs - lastSeenMs >= touchSessionMs) await this.#hint(this.#control.sessions.touch(session.id, instant(nowMs)));
    return sessionPrincipal(session, user, await this.#control.memberships.ofUser(user.id), connection);
  }

  /** When was it last used: worth a write, not worth refusing a request on a full disk. */
  async #hint(write: Promise<void>): Promise<void> {
    await write.catch(() => undefined);
  }
}

function keyPrincipal(key: KeyRow, connection: Connection): Principal {
  const scopes = new Set(JSON.parse(key.scopes) as Scope[]);
  return {
    recordedBy: `key:${key.id}`,
    kind: 'key',
    actor: actorOf({ type: 'api_key', id: key.id, name: key.name }, connection, 'api'),
    userId: null,
    installationAdmin: false,
    can: (scope, organisation) => (key.organisation === null || key.organisation === organisation) && scopes.has(scope),
    organisations: key.organisation === null ? null : [key.organisation],
  };
}

/** An administrator of the installation is an admin everywhere; each organisation sees in its events what they look at. */
function sessionPrincipal(session: SessionRow, user: UserRow, memberships: MembershipRow[], connection: Connection): Principal {
  const roles = new Map<string, Role>(memberships.map((membership) => [membership.organisation, membership.role]));
  const everywhere = user.installation_admin === 1;
  return {
    recordedBy: `session:${session.id}`,
    kind: 'session',
    actor: userActor(user, connection),
    userId: user.id,
    installationAdmin: everywhere,
    can: (scope, organisation) => {
      const role = everywhere ? 'admin' : roles.get(organisation);
      return role !== undefined && scopesOfRole[role].includes(scope);
    },
    organisations: everywhere ? null : [...roles.keys()],
  };
}

export const userActor = (user: Pick<UserRow, 'id' | 'name' | 'email'>, connection: Connection): Actor =>
  actorOf({ type: 'user', id: user.id, name: user.name, email: user.email }, connection, 'portal');

export function actorOf(actor: Actor, connection: Connection, client: 'portal' | 'api'): Actor {
  return {
    ...actor,
    ...(connection.ip !== null && { ip: connection.ip }),
    ...(connection.userAgent !== null && { user_agent: connection.userAgent }),
    client,
  };
}
