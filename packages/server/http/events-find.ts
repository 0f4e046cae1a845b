import { facetEvents, findEvents, getEvent, histogramOfEvents, isUuid } from '@annals/events';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation, visibleOrganisations } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import { Turns } from '../base/turns.ts';
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
  limits: { readers: number };
  /** Looking is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordView(principal: Principal, organisation: string): Promise<void>;
}

/** A page of more may hold 64 MiB of events: two of these at a time. */
const largePageEvents = 200;

/**
 * Reading events. Nothing is answered before the view is on record; events travel as the text the index holds. So many
 * questions are asked at a time, the others wait in turn between readers; waiting for an event takes nobody's place.
 */
export function eventsFindRoutes(deps: EventsFindDeps): (app: App) => void {
  const admitted = async (principal: Principal, given: string | undefined): Promise<string> => {
    const organisation = resolveOrganisation(deps.organisations, principal, given);
    requireScope(principal, 'events:read', organisation);
    await deps.recordView(principal, organisation.id);
    return organisation.id;
  };
  const readers = new Turns({ atOnce: deps.limits.readers, waiting: 256, waitingOfOne: 64, waitMs: 10_000 });
  const largePages = new Turns({ atOnce: 2, waiting: 64, waitingOfOne: 16, waitMs: 30_000 });
  const inTurn = <T>(principal: Principal, question: () => Promise<T>, signal: AbortSignal): Promise<T> =>
    readers.run(principal.userId ?? principal.recordedBy, question, signal);
  return (app) => {
    handle(app, findEvents, async ({ c, query, principal }) => {
      const organisation = await admitted(principal, query.organisation);
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
      };
      await deps.search.ready(question, signal);
      const read = () => inTurn(principal, () => deps.search.find({ ...question, waitFor: null }, signal), signal);
      const { events, ...page } = await (query.limit <= largePageEvents
        ? read()
        : largePages.run(principal.userId ?? principal.recordedBy, read, signal));
      return c.body(`{"events":[${events.join(',')}],${JSON.stringify(page).slice(1)}`, 200, { 'content-type': 'application/json' });
    });

    handle(app, facetEvents, async ({ c, query, principal, answer }) => {
      const organisation = await admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const question = { organisation, q: query.q, ...rangeOf(query) };
      const values = await inTurn(principal, () => deps.search.facets(question, query.field, query.limit, signal), signal);
      return answer(200, { field: query.field, values });
    });

    handle(app, histogramOfEvents, async ({ c, query, principal, answer }) => {
      const organisation = await admitted(principal, query.organisation);
      const { signal } = c.req.raw;
      const question = { organisation, q: query.q, ...rangeOf(query) };
      const how = { zone: query.zone, most: query.buckets };
      const { unit, size, edgesMs, counts } = await inTurn(principal, () => deps.search.histogram(question, how, signal), signal);
      const edge = (at: number): string => new Date(edgesMs[at]!).toISOString();
      const buckets = counts.map((count, at) => ({ start: edge(at), end: edge(at + 1), ...count }));
      return answer(200, { zone: query.zone, unit, size, buckets });
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
