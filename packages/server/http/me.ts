import { getMe, scopes, scopesOfRole } from '@annals/events';
import type { Access } from '../access/access.ts';
import { visibleOrganisations } from '../access/visible.ts';
import { organisationAnswer, userAnswer } from './answers.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** Who asks, in his own eyes. */
export function meRoutes(access: Access): RouteRegistrar {
  return (app) => {
    handle(app, getMe, async ({ principal, answer }) => {
      const user = principal.userId === null ? null : await access.control.users.find(principal.userId);
      const roles = new Map(
        (user ? await access.control.memberships.ofUser(user.id) : []).map(({ organisation, role }) => [organisation, role] as const),
      );
      const roleOf = (id: string) => (principal.installationAdmin ? 'admin' : (roles.get(id) ?? null));
      return answer(200, {
        kind: principal.kind,
        user: user && userAnswer(user),
        key: principal.kind === 'key' ? { id: principal.actor.id ?? '', name: principal.actor.name ?? '' } : null,
        installation_admin: principal.installationAdmin,
        memberships: visibleOrganisations(access.organisations, principal).map((organisation) => {
          const role = roleOf(organisation.id);
          return {
            organisation: organisationAnswer(organisation),
            role,
            scopes: role ? [...scopesOfRole[role]] : scopes.filter((scope) => principal.can(scope, organisation.id)),
          };
        }),
      });
    });
  };
}
