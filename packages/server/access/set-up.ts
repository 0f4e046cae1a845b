import type { Role } from '@annals/events';
import { exitCodes, ExitError } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import type { OrganisationRow, UserRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { userActor } from './authenticate.ts';
import type { Connection } from './authenticate.ts';
import { beginSession } from './begin-session.ts';
import type { NewSession } from './begin-session.ts';
import { ownEventOf, userMetadata, userTarget } from './own-act.ts';
import type { Caller } from './own-act.ts';
import { scopes } from './principal.ts';
import { beginRetention } from './set-retention.ts';
import { hashOf, prefixOf } from './tokens.ts';
import { readEmail, readName, readPassword } from './user-fields.ts';

export interface FirstUser {
  organisation: string;
  email: string;
  name: string;
  password: string;
}

interface SetUp {
  organisation: OrganisationRow;
  user: UserRow;
}

/** First administrator and organisation, by the token of the printed link; signs the administrator in. */
export async function setUpByLink(
  access: Access,
  connection: Connection,
  requestId: string,
  token: string,
  first: FirstUser,
): Promise<SetUp & { session: NewSession }> {
  if (!(await access.setup.needed())) throw new Problem('setup_done');
  access.setup.check(token);
  const passwordHash = await access.passwords.hash(first.password);
  const caller = { actor: userActor({ id: access.control.newId(), name: first.name, email: first.email }, connection), requestId };
  const done = await access.control.transaction(async (trx) => {
    const made = await makeFirst(access, trx, caller, caller.actor.id ?? '', first, passwordHash);
    return { ...made, session: await beginSession(access, trx, made.user, connection, caller.requestId, [made.organisation.id]) };
  });
  access.setup.close();
  await access.organisations.reload();
  return done;
}

/** The same without a human, from the environment; does nothing where Annals is set up already. Answers whether it did. */
export async function setUpByEnvironment(
  access: Access,
  setup: { organisation: string; email: string; password: string; key: string | null },
): Promise<boolean> {
  if (!(await access.setup.needed())) return false;
  const email = fromEnvironment('ANNALS_SETUP_EMAIL', () => readEmail(setup.email));
  const first = {
    organisation: fromEnvironment('ANNALS_SETUP_ORGANISATION', () => readName(setup.organisation)),
    email,
    name: email,
    password: fromEnvironment('ANNALS_SETUP_PASSWORD', () => readPassword(setup.password)),
  };
  const passwordHash = await access.passwords.hash(first.password);
  const caller: Caller = { actor: { type: 'system', name: 'Setup by environment' }, requestId: null };
  await access.control.transaction(async (trx) => {
    await makeFirst(access, trx, caller, access.control.newId(), first, passwordHash);
    if (setup.key !== null) await makeFirstKey(access, trx, caller, setup.key);
  });
  await access.organisations.reload();
  return true;
}

type Trx = Parameters<Parameters<Access['control']['transaction']>[0]>[0];

async function makeFirst(access: Access, trx: Trx, caller: Caller, userId: string, first: FirstUser, passwordHash: string): Promise<SetUp> {
  if ((await trx.users.count()) > 0) throw new Problem('setup_done');
  const now = access.control.now();
  const organisation = await trx.organisations.create({ id: access.control.newId(), name: first.organisation, createdAt: now });
  await beginRetention(access, trx, organisation.id);
  const user = await trx.users.create({
    id: userId,
    email: first.email,
    name: first.name,
    password_hash: passwordHash,
    installation_admin: 1,
    created_at: now,
  });
  const role: Role = 'admin';
  await trx.memberships.put({ organisation: organisation.id, user: user.id, role, created_at: now });
  const target = { type: 'organisation', id: organisation.id, name: organisation.name };
  const metadata = userMetadata(user, role);
  await trx.ownEvents.add(
    access.organisations.builtIn().id,
    ownEventOf(caller, now, { event: 'annals.setup', targets: [target], metadata }),
  );
  await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, { event: 'annals.organisation.create', targets: [target] }));
  await trx.ownEvents.add(organisation.id, ownEventOf(caller, now, { event: 'user.create', targets: [userTarget(user)], metadata }));
  return { organisation, user };
}

async function makeFirstKey(access: Access, trx: Trx, caller: Caller, token: string): Promise<void> {
  const now = access.control.now();
  const id = access.control.newId();
  const name = 'Setup key';
  await trx.keys.create({
    id,
    name,
    organisation: null,
    scopes: JSON.stringify(scopes),
    prefix: prefixOf(token),
    token_hash: hashOf(token),
    created_by: caller.actor.name ?? '',
    created_at: now,
    expires_at: null,
    revoked_at: null,
    last_used_at: null,
  });
  const act = { event: 'annals.key.create', targets: [{ type: 'api_key', id, name }], extra: { scopes: [...scopes], organisation: null } };
  await trx.ownEvents.add(access.organisations.builtIn().id, ownEventOf(caller, now, act));
}

function fromEnvironment(variable: string, read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw new ExitError(`${variable} ${cause instanceof Error ? cause.message : 'is not valid.'}`, exitCodes.usage, { cause });
  }
}
