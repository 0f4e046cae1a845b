import type {
  BodyInputOf,
  confirmRetentionClock,
  getRetention,
  listHolds,
  placeHold,
  previewRetention,
  QueryInputOf,
  releaseHold,
  setRetention,
  undoRetention,
} from '@annals/events';
import type { ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** How long an organisation keeps its events, and what is held whatever the policy says. */
export class RetentionClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Policy, holds, and where the ledger begins. */
  get(query: QueryInputOf<typeof getRetention> = {}, signal?: AbortSignal): Promise<ResultOf<typeof getRetention>> {
    return this.#transport.call<typeof getRetention>('get', '/v1/retention', { query, signal });
  }

  /** What a policy would remove at the next sweep; changes nothing. */
  preview(body: BodyInputOf<typeof previewRetention>, signal?: AbortSignal): Promise<ResultOf<typeof previewRetention>> {
    return this.#transport.call<typeof previewRetention>('post', '/v1/retention/preview', { body, signal });
  }

  /** Longer counts at once; shorter a day later, and can be undone until then. */
  set(body: BodyInputOf<typeof setRetention>): Promise<ResultOf<typeof setRetention>> {
    return this.#transport.call<typeof setRetention>('put', '/v1/retention', { body });
  }

  undo(body: BodyInputOf<typeof undoRetention>): Promise<ResultOf<typeof undoRetention>> {
    return this.#transport.call<typeof undoRetention>('post', '/v1/retention/undo', { body });
  }

  /** After the clock moved: it is right now. For administrators of the installation. */
  confirmClock(reason: string): Promise<ResultOf<typeof confirmRetentionClock>> {
    return this.#transport.call<typeof confirmRetentionClock>('post', '/v1/retention/clock', { body: { reason } });
  }

  holds(query: QueryInputOf<typeof listHolds> = {}, signal?: AbortSignal): Promise<ResultOf<typeof listHolds>> {
    return this.#transport.call<typeof listHolds>('get', '/v1/holds', { query, signal });
  }

  /** Nothing the hold describes is removed from the answer on. */
  placeHold(body: BodyInputOf<typeof placeHold>): Promise<ResultOf<typeof placeHold>> {
    return this.#transport.call<typeof placeHold>('post', '/v1/holds', { body });
  }

  releaseHold(id: string, reason: string): Promise<ResultOf<typeof releaseHold>> {
    return this.#transport.call<typeof releaseHold>('post', '/v1/holds/{id}/release', { params: { id }, body: { reason } });
  }
}
