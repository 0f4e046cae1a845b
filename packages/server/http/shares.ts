import {
  cellText,
  chooseColumns,
  createShare,
  exactJson,
  FormatOptionError,
  listShares,
  openShare,
  pageColumns,
  type RecordedEvent,
  revokeShare,
  type shareBody,
  shareTokenHeader,
} from '@annals/events';
import type { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { Connection } from '../access/authenticate.ts';
import { createShare as create, revokeShare as revoke, shareOf } from '../access/shares.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import { Turns } from '../base/turns.ts';
import type { ShareRow } from '../control/tables.ts';
import { readQuery } from '../index/ask.ts';
import type { Search } from '../search.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import { callerOf, connectionOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';
import { rangeOf } from './question.ts';

export interface SharesDeps {
  access: Access;
  mostQueryBytes?: number;
}

/** Share links, as those who make them see them. */
export function shareRoutes({ access, mostQueryBytes }: SharesDeps): RouteRegistrar {
  return (app) => {
    handle(app, createShare, async (call) => {
      const { organisation, name, q, from = null, to = null, columns, expires_at: expiresAt } = call.body;
      const chosen = columns ?? pageColumns.map((column) => column.name);
      const { share, token } = await create(
        access,
        call.principal,
        callerOf(call),
        { organisation, name, q, from, to, columns: chosen, expiresAt },
        () => {
          readQuery(q, mostQueryBytes);
          checkColumns(chosen);
        },
      );
      return call.answer(201, { share: shareAnswer(share), token, path: `/shared#${token}` });
    });

    handle(app, listShares, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'events:export', organisation);
      return answer(200, { shares: (await access.control.shares.ofOrganisation(organisation.id)).map(shareAnswer) });
    });

    handle(app, revokeShare, async (call) => {
      await revoke(access, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });
  };
}

export interface SharedDeps {
  access: Access;
  search: Search;
  ledger: Pick<StitchedLedger, 'event'>;
  /** Opening is an event: resolves when it is on record, with whether it is a new one; else raises `audit_unavailable`. */
  recordOpening(share: ShareRow, connection: Connection): Promise<boolean>;
}

/**
 * What a share link shows to whoever has it. The question is the one that is stored: nothing of the request but a place
 * to go on from and a number of rows reaches the search. On record before the first row.
 */
export function sharedRoutes(deps: SharedDeps): RouteRegistrar {
  const readers = new Turns({ atOnce: 2, waiting: 32, waitingOfOne: 8, waitMs: 10_000 });
  return (app) => {
    handle(app, openShare, async ({ c, query, answer }) => {
      const share = await shareOf(deps.access, c.req.header(shareTokenHeader));
      const organisation = deps.access.organisations.find(share.organisation);
      if (!organisation) throw new Problem('not_found');
      const { signal } = c.req.raw;
      const question = {
        organisation: share.organisation,
        q: share.q,
        ...rangeOf({ from: share.from_at ?? undefined, to: share.to_at ?? undefined }),
        order: '-occurred_at' as const,
        limit: query.limit,
        cursor: query.cursor ?? null,
        total: false,
        waitFor: null,
      };
      await deps.search.ready(question, signal);
      if (query.cursor === undefined) {
        const isNew = await deps.recordOpening(share, connectionOf(c));
        // How often it was opened is a hint for people; the events say it for sure.
        if (isNew) await deps.access.control.shares.touch(share.id, deps.access.control.now()).catch(() => undefined);
      }
      const page = await readers.run(share.id, () => deps.search.find(question, signal), signal);
      const names = JSON.parse(share.columns) as string[];
      const columns = chooseColumns(names);
      const rows: string[][] = [];
      for (const text of page.events) {
        const event = exactJson(text) as RecordedEvent;
        const leaf = names.includes('leaf_hash') ? (await deps.ledger.event(share.organisation, event.sequence))?.leaf : undefined;
        const leafHash = leaf && Buffer.from(leaf).toString('base64');
        rows.push(columns.map((column) => cellText(column.value(event, leafHash))));
      }
      const { name, q, from_at: from, to_at: to, expires_at } = share;
      return answer(200, {
        share: { name, organisation: organisation.name, q, from, to, columns: names, expires_at },
        rows,
        next: page.next,
      });
    });
  };
}

function checkColumns(names: readonly string[]): void {
  try {
    chooseColumns(names);
  } catch (error) {
    if (!(error instanceof FormatOptionError)) throw error;
    const errors = [{ pointer: '/columns', code: 'invalid', detail: error.message }];
    throw new Problem('validation_failed', { detail: `columns: ${error.message}`, errors });
  }
}

function shareAnswer(share: ShareRow): z.output<typeof shareBody> {
  const { id, organisation, name, q, from_at, to_at, prefix, created_by, created_at, expires_at, revoked_at, opened, last_opened_at } =
    share;
  return {
    id,
    organisation,
    name,
    q,
    from: from_at,
    to: to_at,
    columns: JSON.parse(share.columns) as string[],
    prefix,
    created_by,
    created_at,
    expires_at,
    revoked_at,
    opened,
    last_opened_at,
  };
}
