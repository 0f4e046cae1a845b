import { exactJson, getEvent, isUuid, lineFormatNames, lineFormats, type RecordedEvent, relatedEvents, renderEvent } from '@annals/events';
import type { Principal } from '../access/principal.ts';
import { resolveOrganisation, visibleOrganisations } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import { writing, type WritingOptions } from '../exporter/writing.ts';
import type { Search } from '../search.ts';
import { readEvent, type OneEvent } from '../search/one-event.ts';
import { relatedQueries, type RelatedGroup } from '../search/related.ts';
import type { Ledger } from '../segments/ledger.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';
import type { Reading, ReadingDeps } from './reading.ts';
import { unchanged } from './unchanged.ts';

export interface OneEventDeps extends ReadingDeps {
  search: Search;
  ledger: Ledger;
  streams: WritingOptions;
}

/** One event, from the ledger; what belongs to it, from the index; and as exports write it. */
export function oneEventRoutes(deps: OneEventDeps, reading: Reading): (app: App) => void {
  const find = async (principal: Principal, given: string | undefined, id: string): Promise<OneEvent & { organisation: string }> => {
    const readable =
      given === undefined
        ? visibleOrganisations(deps.organisations, principal).filter((one) => principal.can('events:read', one.id))
        : [resolveOrganisation(deps.organisations, principal, given)];
    if (given === undefined && readable.length === 0) throw new Problem('forbidden');
    for (const { id: organisation } of isUuid(id) ? readable : []) {
      if (!principal.can('events:read', organisation))
        throw new Problem('forbidden', { detail: 'This needs the scope events:read in the organisation.' });
      const found = await readEvent(deps.ledger, organisation, id);
      if (found === null) continue;
      await deps.recordView(principal, organisation);
      if (found === 'removed') throw new Problem('event_removed');
      return { ...found, organisation };
    }
    throw new Problem('not_found');
  };

  return (app) => {
    handle(app, getEvent, async ({ c, params, query, principal }) => {
      const { organisation, ...found } = await find(principal, query.organisation, params.id);
      const held = unchanged(c, organisation, params, found);
      if (held.answer) return held.answer;
      const { event, ...rest } = found;
      return c.body(`{"event":${event},${JSON.stringify(rest).slice(1)}`, 200, { 'content-type': 'application/json', ...held.headers });
    });

    handle(app, relatedEvents, async ({ c, params, query, principal }) => {
      const { event: text, organisation } = await find(principal, query.organisation, params.id);
      const { signal } = c.req.raw;
      const event = exactJson(text) as RecordedEvent;
      const { operation, targets, actor } = relatedQueries(event);
      await deps.search.ready({ organisation, q: '', waitFor: null }, signal);
      const held = unchanged(c, organisation, { ...params, ...query }, deps.search.reach(organisation));
      if (held.answer) return held.answer;
      const asOf = deps.search.asOf({ organisation });
      const around = async (q: string): Promise<RelatedGroup> => {
        const question = { organisation, q, fromMs: null, toMs: null, asOf };
        return { q, ...(await deps.search.around(question, event.sequence, query.limit, signal)) };
      };
      // One group after the other: a drawer is no reason to have the engine read five at once.
      const groups = async (): Promise<string> => {
        const printed = [`"operation":${operation === null ? 'null' : print(await around(operation), 'oldest first')}`];
        const histories: string[] = [];
        for (const { target, q } of targets) histories.push(print({ target, ...(await around(q)) }, 'newest first'));
        printed.push(`"targets":[${histories.join(',')}]`);
        printed.push(`"actor":${actor === null ? 'null' : print(await around(actor), 'newest first')}`);
        return printed.join(',');
      };
      const body = await reading.inTurn(principal, groups, signal);
      return c.body(`{"as_of":${asOf < 0 ? 'null' : asOf},${body}}`, 200, { 'content-type': 'application/json', ...held.headers });
    });

    handle(app, renderEvent, async ({ params, query, principal, answer }) => {
      const { event: text, leaf_hash: leafHash } = await find(principal, query.organisation, params.id);
      const event = exactJson(text) as RecordedEvent;
      const options = writing(deps.streams);
      const renderings = lineFormatNames.map((format) => {
        const { title, mime, extension, writer } = lineFormats[format];
        const { header, line } = writer(options);
        return { format, title, mime, extension, header, line: line(event, leafHash) };
      });
      return answer(200, { renderings });
    });
  };
}

/** Events are texts already. */
function print({ events, ...rest }: RelatedGroup & { target?: object }, order: 'oldest first' | 'newest first'): string {
  const inOrder = order === 'oldest first' ? events : events.toReversed();
  return `{"events":[${inOrder.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
