import type { apiKeyBody, holdBody, organisationBody, Scope, userBody } from '@annals/events';
import type { z } from 'zod';
import type { KnownOrganisation } from '../access/organisation-directory.ts';
import type { HoldRow, KeyRow, UserRow } from '../control/tables.ts';

/** Rows of control.db in the words of the API. Hashes have no way out: every member is named here. */

export function organisationAnswer(organisation: KnownOrganisation): z.output<typeof organisationBody> {
  const { id, name, slug, createdAt, closedAt, builtIn, deletion } = organisation;
  return {
    id,
    name,
    slug,
    created_at: createdAt,
    closed_at: closedAt,
    built_in: builtIn,
    deletion: deletion && { requested_at: deletion.requestedAt, requested_by: deletion.requestedByName, reason: deletion.reason },
  };
}

export function userAnswer(user: Pick<UserRow, 'id' | 'email' | 'name' | 'installation_admin' | 'created_at'>): z.output<typeof userBody> {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    installation_admin: user.installation_admin === 1,
    created_at: user.created_at,
  };
}

export function holdAnswer(hold: HoldRow): z.output<typeof holdBody> {
  const { id, organisation, name, q, from_at, to_at, reason, placed_at, placed_by, released_at, released_by, release_reason } = hold;
  return {
    id,
    organisation,
    name,
    q,
    from: from_at,
    to: to_at,
    reason,
    placed_at,
    placed_by,
    released_at,
    released_by,
    release_reason,
  };
}

export function keyAnswer(key: KeyRow): z.output<typeof apiKeyBody> {
  const { id, name, organisation, prefix, created_by, created_at, expires_at, revoked_at, last_used_at } = key;
  return {
    id,
    name,
    organisation,
    scopes: JSON.parse(key.scopes) as Scope[],
    prefix,
    created_by,
    created_at,
    expires_at,
    revoked_at,
    last_used_at,
  };
}
