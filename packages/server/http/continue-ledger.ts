import { continueLedger } from '@annals/events';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export interface ContinueLedgerDeps {
  organisations: OrganisationDirectory;
  /** Signs anew what is there and records who gave up what, and why; raises `ledger_intact` when nothing is amiss. */
  continueLedger(principal: Principal, organisation: string, reason: string): Promise<{ size: number; abandonedSize: number | null }>;
}

/** The way on after a rollback; for admins, on purpose, with a reason. */
export function continueLedgerRoutes(deps: ContinueLedgerDeps): RouteRegistrar {
  return (app) =>
    handle(app, continueLedger, async ({ params, body, principal, answer }) => {
      const organisation = resolveOrganisation(deps.organisations, principal, params.id);
      requireScope(principal, 'settings:manage', organisation);
      const { size, abandonedSize } = await deps.continueLedger(principal, organisation.id, body.reason);
      return answer(200, { size, abandoned_size: abandonedSize });
    });
}
