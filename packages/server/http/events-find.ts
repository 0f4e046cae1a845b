import { facetEvents, findEvents, histogramOfEvents } from '@annals/events';
import type { App } from './context.ts';
import { screenRoute } from './events-screen.ts';
import { handle } from './handle.ts';
import { histogramAnswer } from './histogram-answer.ts';
import { oneEventRoutes, type OneEventDeps } from './one-event.ts';
import { rangeOf } from './question.ts';
import { Reading } from './reading.ts';
import { unchanged } from './unchanged.ts';

export type EventsFindDeps = OneEventDeps;

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
      const held = unchanged(c, organisation, query, deps.search.reach(organisation));
      if (held.answer) return held.answer;
      const read = () => deps.search.find({ ...question, waitFor: null }, signal);
      const { events, ...page } = await reading.inTurn(principal, read, signal, query.limit);
      return c.body(`{"events":[${events.join(',')}],${JSON.stringify(page).slice(1)}`, 200, {
        'content-type': 'application/json',
        ...held.headers,
      });
    });

    handle(app, facetEvents, async ({ c, query, principal, answer }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const asked = { organisation, q: query.q, ...rangeOf(query), asOf: query.as_of };
      await deps.search.ready({ ...asked, waitFor: null }, signal);
      const held = unchanged(c, organisation, query, deps.search.reach(organisation));
      if (held.answer) return held.answer;
      const asOf = deps.search.asOf(asked);
      const { field, find, limit } = query;
      const facet = await reading.inTurn(principal, () => deps.search.facets({ ...asked, asOf }, { field, find, limit }, signal), signal);
      return answer(200, { ...facet, as_of: asOf < 0 ? null : asOf }, held.headers);
    });

    handle(app, histogramOfEvents, async ({ c, query, principal, answer }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const question = { organisation, q: query.q, ...rangeOf(query), asOf: query.as_of };
      await deps.search.ready({ ...question, waitFor: null }, signal);
      const held = unchanged(c, organisation, query, deps.search.reach(organisation));
      if (held.answer) return held.answer;
      const how = { zone: query.zone, most: query.buckets };
      const histogram = await reading.inTurn(principal, () => deps.search.histogram(question, how, signal), signal);
      return answer(200, histogramAnswer(query.zone, histogram), held.headers);
    });

    // After the fixed paths beside it.
    oneEventRoutes(deps, reading)(app);
  };
}
