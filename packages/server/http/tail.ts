import { tailEvents } from '@annals/events';
import type { Authenticator } from '../access/authenticate.ts';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import { readQuery } from '../index/ask.ts';
import type { Ledger } from '../segments/ledger.ts';
import { connectionOf } from './caller.ts';
import type { App, AppContext } from './context.ts';
import { handle } from './handle.ts';
import { credentialsOf } from './session-cookie.ts';
import { TailPlaces } from './tail-places.ts';
import { TailStream, type TailStreamDeps } from './tail-stream.ts';

export interface TailDeps extends TailStreamDeps {
  ledger: Ledger;
  organisations: OrganisationDirectory;
  authenticator: Pick<Authenticator, 'principal'>;
  limits: { tails: number; queryBytes: number };
}

export interface Tails {
  routes: (app: App) => void;
  /** How many are open. */
  open(): number;
  /** Ends every tail: the server stops, and readers come back to the next one. */
  end(): void;
}

interface OpenTail {
  stream: TailStream;
  /** Ends it, and with it the connection of a reader who does not read. */
  finish: () => void;
  stillAllowed: () => Promise<boolean>;
}

const tidyMs = 1_000;
/** A revoked key, an ended session or a lost role is noticed so soon. */
const recheckMs = 5_000;

/** GET /v1/events/tail. What holds for one tail is in {@link TailStream}; here is who may have one, and for how long. */
export function openTails(deps: TailDeps): Tails {
  const places = new TailPlaces(deps.limits.tails);
  const open = new Set<OpenTail>();
  let ended = false;
  const tidying = setInterval(() => tidy(open), tidyMs);
  const checking = setInterval(() => void recheck(open), recheckMs);
  tidying.unref();
  checking.unref();

  const begin = async (
    c: AppContext,
    given: { organisation?: string | undefined; q: string; after?: number | undefined },
    principal: Principal,
  ) => {
    const organisation = resolveOrganisation(deps.organisations, principal, given.organisation);
    requireScope(principal, 'events:read', organisation);
    const filter = readQuery(given.q, deps.limits.queryBytes);
    const sent = sentAfter(c) ?? given.after;
    await deps.recordView(principal, organisation.id);
    const last = deps.ledger.size(organisation.id) - 1;
    if (sent !== undefined && sent > last)
      throw new Problem('parameter_invalid', {
        detail: `There is no event ${sent}: the last one is ${last}. The ledger may have been put back.`,
      });
    return { principal, organisation: organisation.id, filter, after: sent ?? last, requestId: c.var.requestId };
  };

  const routes = (app: App): void =>
    handle(app, tailEvents, async ({ c, query, principal }) => {
      const start = await begin(c, query, principal);
      if (ended) throw new Problem('index_unavailable', { retryAfterSeconds: 2, detail: 'The server stops.' });
      const stream = new TailStream(deps, start);
      const finish = (): void => {
        const { reading } = stream;
        stream.end();
        if (!reading) c.env?.outgoing?.destroy();
      };
      const place = places.take({ organisation: start.organisation, who: principal.userId ?? principal.recordedBy }, finish);
      const credentials = credentialsOf(c);
      const connection = connectionOf(c);
      const tail: OpenTail = {
        stream,
        finish,
        stillAllowed: async () => {
          const now = credentials && (await deps.authenticator.principal(credentials, connection, { seen: false }));
          return now?.can('events:read', start.organisation) ?? false;
        },
      };
      open.add(tail);
      const over = (): void => {
        stream.end();
        place.leave();
        open.delete(tail);
      };
      return c.body(bodyOf(stream, `: tail after ${start.after}\nretry: 2000\n\n`, over), 200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'annals-after': String(start.after),
        // Proxies must not wait for more.
        'x-accel-buffering': 'no',
      });
    });

  return {
    routes,
    open: () => places.open,
    end() {
      ended = true;
      clearInterval(tidying);
      clearInterval(checking);
      for (const { finish } of [...open]) finish();
    },
  };
}

function sentAfter(c: AppContext): number | undefined {
  const given = c.req.header('last-event-id');
  if (given === undefined || given === '') return undefined;
  if (!/^(-1|[0-9]{1,15})$/.test(given))
    throw new Problem('parameter_invalid', {
      detail: 'Last-Event-ID is the sequence of an event.',
      errors: [{ pointer: '/Last-Event-ID', code: 'invalid', detail: 'A sequence.' }],
    });
  return Number(given);
}

function tidy(open: ReadonlySet<OpenTail>): void {
  const nowMs = performance.now();
  for (const { stream, finish } of [...open]) if (!stream.tidy(nowMs)) finish();
}

/** One after the other, so that a hundred tails are no burst; who cannot be checked is not trusted on. */
async function recheck(open: ReadonlySet<OpenTail>): Promise<void> {
  for (const { finish, stillAllowed } of [...open]) if (!(await stillAllowed().catch(() => false))) finish();
}

/** Pulled by the reader: nothing is made that he has no room for. */
function bodyOf(stream: TailStream, opening: string, over: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(opening)),
    async pull(controller) {
      const text = await stream.next();
      if (text !== null) controller.enqueue(encoder.encode(text));
      else {
        over();
        controller.close();
      }
    },
    cancel: over,
  });
}
