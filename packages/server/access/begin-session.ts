import { instant } from '../base/clock.ts';
import type { Stores } from '../control/open.ts';
import type { UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { userActor } from './authenticate.ts';
import type { Connection } from './authenticate.ts';
import { ownEventOf, userMetadata, userTarget } from './own-act.ts';
import { hashOf, newSecret } from './tokens.ts';

export interface NewSession {
  /** For the cookie; known to nobody else. */
  token: string;
  id: string;
  expiresAt: string;
}

/** Opens a session and records the sign-in in each organisation it concerns, in the transaction given. */
export async function beginSession(
  access: Access,
  trx: Stores,
  user: UserRow,
  connection: Connection,
  requestId: string | null,
  organisations: readonly string[],
): Promise<NewSession> {
  const { control, sessionPolicy } = access;
  const nowMs = control.clock.nowMs();
  const now = instant(nowMs);
  const session = { token: newSecret(), id: control.newId(), expiresAt: instant(nowMs + sessionPolicy.absoluteMs) };
  await trx.sessions.create({
    id: session.id,
    token_hash: hashOf(session.token),
    user: user.id,
    ip: connection.ip,
    user_agent: connection.userAgent,
    created_at: now,
    last_seen_at: now,
    expires_at: session.expiresAt,
  });
  const event = ownEventOf({ actor: userActor(user, connection), requestId }, now, {
    event: 'auth.login',
    targets: [userTarget(user)],
    metadata: userMetadata(user),
  });
  for (const organisation of organisations) await trx.ownEvents.add(organisation, event);
  return session;
}

/** Where a user's comings and goings are recorded: wherever he is a member, so that each admin sees his members' sign-ins. */
export async function organisationsOf(access: Access, stores: Stores, userId: string): Promise<string[]> {
  const memberships = await stores.memberships.ofUser(userId);
  return memberships.length > 0 ? memberships.map(({ organisation }) => organisation) : [access.organisations.builtIn().id];
}
