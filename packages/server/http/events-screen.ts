import { screenOfEvents } from '@annals/events';
import type { Search } from '../search.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';
import { histogramAnswer } from './histogram-answer.ts';
import { rangeOf } from './question.ts';
import type { Reading } from './reading.ts';
import { unchanged } from './unchanged.ts';

/**
 * All that a page of events needs, in one reader's turn: its parts are asked at once, and what is left of them is
 * stopped when one fails or the reader goes away. All are of one `as_of`, and so agree.
 */
export function screenRoute(search: Search, reading: Reading): (app: App) => void {
  return (app) =>
    handle(app, screenOfEvents, async ({ c, query, principal }) => {
      const organisation = await reading.admitted(principal, query.organisation);
      const asked = {
        organisation,
        q: query.q,
        ...rangeOf(query),
        order: query.order,
        limit: query.limit,
        cursor: query.cursor ?? null,
        total: false,
        waitFor: query.wait_for ?? null,
        asOf: query.as_of,
      };
      await search.ready(asked, c.req.raw.signal);
      const held = unchanged(c, organisation, query, search.reach(organisation));
      if (held.answer) return held.answer;
      const { relation, ...reach } = search.reach(organisation);
      const asOf = search.asOfPage(asked);
      const question = { ...asked, asOf, waitFor: null };
      const wants = new Set(query.parts);
      const failed = new AbortController();
      const signal = AbortSignal.any([c.req.raw.signal, failed.signal]);
      const fields = wants.has('facets') ? query.fields : [];
      const parts = (): Promise<[string, object]> =>
        Promise.all([
          wants.has('page') ? search.find(question, signal) : null,
          wants.has('total') || fields.length > 0
            ? search.tallies(question, { fields, values: query.values, total: wants.has('total') }, signal)
            : null,
          wants.has('histogram') ? search.histogram(question, { zone: query.zone, most: query.buckets }, signal) : null,
        ]).then(([page, tallies, histogram]) => [
          page === null
            ? 'null'
            : `{"events":[${page.events.join(',')}],${JSON.stringify({ next: page.next, previous: page.previous }).slice(1)}`,
          {
            as_of: asOf < 0 ? null : asOf,
            ...reach,
            total: wants.has('total') ? { value: tallies?.total ?? 0, relation } : null,
            histogram: histogram && histogramAnswer(query.zone, histogram),
            facets: wants.has('facets') ? (tallies?.facets ?? []) : null,
          },
        ]);
      try {
        const [page, rest] = await reading.inTurn(principal, parts, signal, query.limit);
        return c.body(`{"page":${page},${JSON.stringify(rest).slice(1)}`, 200, { 'content-type': 'application/json', ...held.headers });
      } finally {
        failed.abort();
      }
    });
}
