import { createKey, listKeys, revokeKey } from '@annals/events';
import type { Access } from '../access/access.ts';
import { createKey as create } from '../access/create-key.ts';
import { revokeKey as revoke } from '../access/revoke-key.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { keyAnswer } from './answers.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export function keyRoutes(access: Access): RouteRegistrar {
  return (app) => {
    handle(app, listKeys, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'keys:manage', organisation);
      return answer(200, { keys: (await access.control.keys.ofOrganisation(organisation.id)).map(keyAnswer) });
    });

    handle(app, createKey, async (call) => {
      const { name, organisation, scopes, expires_at: expiresAt } = call.body;
      const { key, token } = await create(access, call.principal, callerOf(call), {
        name,
        organisation,
        scopes,
        expiresAt: expiresAt ?? null,
      });
      return call.answer(201, { key: keyAnswer(key), token });
    });

    handle(app, revokeKey, async (call) => {
      await revoke(access, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });
  };
}
