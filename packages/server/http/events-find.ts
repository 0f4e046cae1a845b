import { facetEvents, findEvents, getEvent, histogramOfEvents, isUuid } from '@annals/events';
import { resolveOrganisation, visibleOrganisations } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import type { Search } from '../search.ts';
import { readEvent } from '../search/one-event.ts';
import type { Ledger } from '../segments/ledger.ts';
import type { App } from './context.ts';
import { screenRoute } from './events-screen.ts';
import { handle } from './handle.ts';
import { histogramAnswer } from './histogram-answer.ts';
import { rangeOf } from './question.ts';
import { Reading, type ReadingDeps } from './reading.ts';

export interface EventsFindDeps extends ReadingDeps {
  search: Search;
  ledger: Ledger;
}

/** Reading events, which travel as the text the index holds. Waiting for an event takes nobody's place. */
export function eventsFindRoutes(deps: EventsFindDeps): (app: App) => void {
  const reading = new Reading(deps);
  return (app) => {
    screenRoute(deps.search, reading)(app);

    handle(app, findEvents, async ({ c, query, principal }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const question = {
        organisation,
        q: query.q,
        ...rangeOf(query),
        order: query.order,
        limit: query.limit,
        cursor: query.cursor ?? null,
        total: query.total === 'exact',
        waitFor: query.wait_for ?? null,
        asOf: query.as_of,
      };
      await deps.search.ready(question, signal);
      const read = () => deps.search.find({ ...question, waitFor: null }, signal);
      const { events, ...page } = await reading.inTurn(principal, read, signal, query.limit);
      return c.body(`{"events":[${events.join(',')}],${JSON.stringify(page).slice(1)}`, 200, { 'content-type': 'application/json' });
    });

    handle(app, facetEvents, async ({ c, query, principal, answer }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const asked = { organisation, q: query.q, ...rangeOf(query), asOf: query.as_of };
      await deps.search.ready({ ...asked, waitFor: null }, signal);
      const asOf = deps.search.asOf(asked);
      const { field, find, limit } = query;
      const facet = await reading.inTurn(principal, () => deps.search.facets({ ...asked, asOf }, { field, find, limit }, signal), signal);
      return answer(200, { ...facet, as_of: asOf < 0 ? null : asOf });
    });

    handle(app, histogramOfEvents, async ({ c, query, principal, answer }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const question = { organisation, q: query.q, ...rangeOf(query), asOf: query.as_of };
      const how = { zone: query.zone, most: query.buckets };
      const histogram = await reading.inTurn(principal, () => deps.search.histogram(question, how, signal), signal);
      return answer(200, histogramAnswer(query.zone, histogram));
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
        if (found === 'removed') throw new Problem('event_removed');
        const { event, ...rest } = found;
        return c.body(`{"event":${event},${JSON.stringify(rest).slice(1)}`, 200, { 'content-type': 'application/json' });
      }
      throw new Problem('not_found');
    });
  };
}
