import { Problem } from '../base/problem.ts';
import type { KeyRow } from '../control/tables.ts';
import type { Access } from './access.ts';
import { orRecordFailure, ownEventOf } from './own-act.ts';
import type { Caller } from './own-act.ts';
import type { Principal, Scope } from './principal.ts';
import { hashOf, newKeyToken, prefixOf } from './tokens.ts';
import { requireOpen, requireScope, resolveOrganisation } from './visible.ts';

export interface KeyInput {
  name: string;
  /** Null: a key of the installation. */
  organisation: string | null;
  scopes: Scope[];
  expiresAt: string | null;
}

/** Makes a key with at most the scopes of its maker. The token is in the answer and nowhere else. */
export async function createKey(
  access: Access,
  principal: Principal,
  caller: Caller,
  input: KeyInput,
): Promise<{ key: KeyRow; token: string }> {
  const { control } = access;
  const organisation = input.organisation === null ? null : resolveOrganisation(access.organisations, principal, input.organisation);
  const home = organisation ?? access.organisations.builtIn();
  const concerned = organisation || principal.organisations === null ? [home.id] : principal.organisations;
  const id = control.newId();
  const scopes = [...new Set(input.scopes)];
  const act = {
    event: 'annals.key.create',
    targets: [{ type: 'api_key', id, name: input.name }],
    extra: { scopes, organisation: organisation?.id ?? null, ...(input.expiresAt !== null && { expires_at: input.expiresAt }) },
  };
  return orRecordFailure(control, caller, concerned, act, async () => {
    if (!organisation && principal.organisations !== null)
      throw new Problem('forbidden', { detail: 'Installation keys are made by administrators of the installation.' });
    requireScope(principal, 'keys:manage', home);
    if (organisation) requireOpen(organisation);
    const beyond = scopes.filter((scope) => !principal.can(scope, home.id));
    if (beyond.length > 0) throw new Problem('forbidden', { detail: `A key cannot have more than its maker: ${beyond.join(', ')}.` });
    if (input.expiresAt !== null && input.expiresAt <= control.now()) {
      throw new Problem('validation_failed', {
        detail: 'expires_at is in the past.',
        errors: [{ pointer: '/expires_at', code: 'invalid', detail: 'Must be in the future.' }],
      });
    }
    const token = newKeyToken();
    const key: KeyRow = {
      id,
      name: input.name,
      organisation: organisation?.id ?? null,
      scopes: JSON.stringify(scopes),
      prefix: prefixOf(token),
      token_hash: hashOf(token),
      created_by: caller.actor.email ?? caller.actor.name ?? caller.actor.type,
      created_at: control.now(),
      expires_at: input.expiresAt,
      revoked_at: null,
      last_used_at: null,
    };
    await control.transaction(async (trx) => {
      await trx.keys.create(key);
      await trx.ownEvents.add(home.id, ownEventOf(caller, key.created_at, act));
    });
    return { key, token };
  });
}
