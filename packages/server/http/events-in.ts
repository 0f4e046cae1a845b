import { hash } from 'node:crypto';
import { recordEvents, recordTestEvent, RequestInvalid, splitRequest, type AnswerOf } from '@annals/events';
import type { Limits } from '../base/config.ts';
import { Problem } from '../base/problem.ts';
import { uuidv7 } from '../base/uuid.ts';
import { ownEvent } from '../own-events.ts';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import { onlyOrganisation } from '../access/visible.ts';
import type { Receipts, Recorder } from '../recorder.ts';
import type { App, AppContext } from './context.ts';
import { handle } from './handle.ts';
import { readBytes } from './read-json.ts';

export interface EventsInDeps {
  recorder: Recorder;
  organisations: OrganisationDirectory;
  limits: Limits;
  /** Each answer, for the metrics. */
  onReceipts(receipts: Receipts): void;
}

/** POST /v1/events: the body is read whole before anything is decided; receipts are sent as the journal wrote them. */
export function eventsInRoutes(deps: EventsInDeps): (app: App) => void {
  return (app) => {
    handle(app, recordEvents, async ({ c, query, principal, clientIp }) => {
      const type = mediaType(c);
      const bytes = await readBytes(c, deps.limits.requestBytes);
      const items = split(decodeUtf8(bytes), type, deps.limits);
      const receipts = await deps.recorder.record({
        items,
        principal,
        organisation: query.organisation ?? onlyOrganisation(deps.organisations, principal)?.id ?? null,
        receivedFrom: clientIp,
        idempotency: idempotencyOf(c, principal.recordedBy, bytes),
      });
      deps.onReceipts(receipts);
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (receipts.replayed) headers['idempotency-replayed'] = 'true';
      return c.body(receipts.body, receipts.status as 200 | 201 | 207 | 422, headers);
    });

    handle(app, recordTestEvent, async ({ body, principal, answer }) => {
      const found = deps.organisations.find(body.organisation);
      if (!found || (principal.organisations && !principal.organisations.includes(found.id))) throw new Problem('organisation_unknown');
      if (!principal.can('events:write', found.id)) throw new Problem('forbidden', { detail: 'This needs the scope events:write.' });
      if (found.closed) throw new Problem('organisation_closed');
      const event = ownEvent('annals.test_event', principal.actor);
      const receipts = await deps.recorder.recordOwn([{ id: uuidv7(), organisation: found.id, event }]);
      return answer(201, JSON.parse(receipts.body) as AnswerOf<typeof recordTestEvent, 201>);
    });
  };
}

function mediaType(c: AppContext): 'application/json' | 'application/x-ndjson' {
  const type = (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'application/x-ndjson') throw new Problem('content_type_unsupported');
  const encoding = c.req.header('content-encoding');
  if (encoding && encoding !== 'identity') throw new Problem('content_encoding_unsupported');
  return type;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('json_invalid', { detail: 'The body is not UTF-8.' }, { cause });
  }
}

function split(text: string, type: 'application/json' | 'application/x-ndjson', limits: Limits): ReturnType<typeof splitRequest> {
  try {
    return splitRequest(text, type, limits);
  } catch (error) {
    if (error instanceof RequestInvalid) throw new Problem(error.code, { detail: error.message });
    throw error;
  }
}

/** Keys are bound to whoever sent them: the same word of another key is another key. */
function idempotencyOf(c: AppContext, owner: string, bytes: Uint8Array): { owner: string; key: string; bodyHash: string } | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Problem('idempotency_key_invalid');
  return { owner, key, bodyHash: hash('sha256', Buffer.concat([Buffer.from(`${c.req.query('organisation') ?? ''}\n`), bytes]), 'hex') };
}
