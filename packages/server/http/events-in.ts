import { createHash } from 'node:crypto';
import { recordEvents, recordTestEvent, RequestInvalid, splitItems, type AnswerOf, type SplitItem } from '@annals/events';
import type { Limits } from '../base/config.ts';
import { Problem } from '../base/problem.ts';
import { uuidv7 } from '../base/uuid.ts';
import { ownEvent } from '../own-events.ts';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import { onlyOrganisation } from '../access/visible.ts';
import type { Receipts, Recorder } from '../recorder.ts';
import { BodyBudget } from './body-budget.ts';
import { contentCodingOf, contentCodings } from './content-coding.ts';
import type { App, AppContext } from './context.ts';
import { BodyDecoder } from './decode-body.ts';
import { handle } from './handle.ts';
import { readBody } from './read-body.ts';

export interface EventsInDeps {
  recorder: Recorder;
  organisations: OrganisationDirectory;
  limits: Limits;
  /** Each answer, for the metrics. */
  onReceipts(receipts: Receipts): void;
}

/**
 * POST /v1/events: the body is read and decoded whole before anything is decided; receipts are sent as the journal wrote
 * them. Until the answer its bytes count against one budget.
 */
export function eventsInRoutes(deps: EventsInDeps): (app: App) => void {
  const { limits, organisations, recorder } = deps;
  const budget = new BodyBudget(limits.bodiesBytes);
  const decoder = new BodyDecoder();
  return (app) => {
    handle(app, recordEvents, async ({ c, query, principal, clientIp }) => {
      const type = mediaType(c);
      const coding = contentCodingOf(c, contentCodings);
      const key = idempotencyKeyOf(c);
      const owner = principal.userId ?? principal.recordedBy;
      const share = budget.open(owner);
      try {
        const sent = await readBody(c, limits.requestBytes, share);
        const bytes = coding === 'identity' ? sent : await decoder.decode(coding, sent, limits.requestBytes, share, owner);
        const receipts = await recorder.record({
          items: itemsOf(decodeUtf8(bytes), type, limits),
          principal,
          organisation: query.organisation ?? onlyOrganisation(organisations, principal)?.id ?? null,
          receivedFrom: clientIp,
          idempotency: key === null ? null : { owner: principal.recordedBy, key, bodyHash: bodyHashOf(c, bytes) },
        });
        return answerOf(c, receipts, deps);
      } finally {
        share.close();
      }
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
  return type;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem('json_invalid', { detail: 'The body is not UTF-8.' }, { cause });
  }
}

function* itemsOf(text: string, type: 'application/json' | 'application/x-ndjson', limits: Limits): Generator<SplitItem> {
  try {
    yield* splitItems(text, type, limits);
  } catch (error) {
    if (error instanceof RequestInvalid) throw new Problem(error.code, { detail: error.message });
    throw error;
  }
}

function idempotencyKeyOf(c: AppContext): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return null;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new Problem('idempotency_key_invalid');
  return key;
}

/** Of the decoded body: the same events in another encoding are the same request. */
function bodyHashOf(c: AppContext, bytes: Uint8Array): string {
  return createHash('sha256')
    .update(`${c.req.query('organisation') ?? ''}\n`)
    .update(bytes)
    .digest('hex');
}

function answerOf(c: AppContext, receipts: Receipts, { onReceipts }: EventsInDeps): Response {
  onReceipts(receipts);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (receipts.replayed) headers['idempotency-replayed'] = 'true';
  return c.body(receipts.body, receipts.status as 200 | 201 | 207 | 422, headers);
}
