import { facetEvents, findEvents, getEvent, isUuid } from '@annals/events';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation, visibleOrganisations } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import type { Search } from '../search.ts';
import { readEvent } from '../search/one-event.ts';
import type { Ledger } from '../segments/ledger.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';
import { rangeOf } from './question.ts';

export interface EventsFindDeps {
  search: Search;
  ledger: Ledger;
  organisations: OrganisationDirectory;
  /** Looking is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
}

/** Reading events. Nothing is answered before the view is on record; events travel as the text the index holds. */
export function eventsFindRoutes(deps: EventsFindDeps): (app: App) => void {
  const admitted = async (principal: Principal, given: string | undefined): Promise<string> => {
    const organisation = resolveOrganisation(deps.organisations, principal, given);
    requireScope(principal, 'events:read', organisation);
    await deps.recordView(principal, organisation.id);
    return organisation.id;
  };
  return (app) => {
    handle(app, findEvents, async ({ c, query, principal }) => {
      const organisation = await admitted(principal, query.organisation);
      const { events, ...page } = await deps.search.find(
        {
          organisation,
          q: query.q,
          ...rangeOf(query),
          order: query.order,
          limit: query.limit,
          cursor: query.cursor ?? null,
          total: query.total === 'exact',
          waitFor: query.wait_for ?? null,
        },
        c.req.raw.signal,
      );
      return c.body(`{"events":[${events.join(',')}],${JSON.stringify(page).slice(1)}`, 200, { 'content-type': 'application/json' });
    });

    handle(app, facetEvents, async ({ c, query, principal, answer }) => {
      const organisation = await admitted(principal, query.organisation);
      const values = await deps.search.facets({ organisation, q: query.q, ...rangeOf(query) }, query.field, query.limit, c.req.raw.signal);
      return answer(200, { field: query.field, values });
    });

    handle(app, getEvent, async ({ c, params, query, principal }) => {
      const readable =
        query.organisation === undefined
          ? visibleOrganisations(deps.organisations, principal).filter(({ id }) => principal.can('events:read', id))
          : [resolveOrganisation(deps.organisations, principal, query.organisation)];
      if (query.organisation === undefined && readable.length === 0) throw new Problem('forbidden');
      for (const { id: organisation } of isUuid(params.id) ? readable : []) {
        if (!principal.can('events:read', organisation))
          throw new Problem('forbidden', { detail: 'This needs the scope events:read in the organisation.' });
        const found = await readEvent(deps.ledger, organisation, params.id);
        if (found === null) continue;
        await deps.recordView(principal, organisation);
        const { event, ...rest } = found;
        return c.body(`{"event":${event},${JSON.stringify(rest).slice(1)}`, 200, { 'content-type': 'application/json' });
      }
      throw new Problem('not_found');
    });
  };
}
