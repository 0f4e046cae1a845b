import type { createShare, listShares, openShare, revokeShare } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

export type Share = ResultOf<typeof listShares>['shares'][number];
export type SharedPage = ResultOf<typeof openShare>;

/** Share links: one question, opened without signing in. */
export class Shares {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async list(organisation?: string, signal?: AbortSignal): Promise<Share[]> {
    return (await this.#transport.call<typeof listShares>('get', '/v1/shares', { query: { organisation }, signal })).shares;
  }

  /** The token is in the answer and nowhere else; `url` is what to hand on. */
  async create(body: InputOf<typeof createShare>['body']): Promise<ResultOf<typeof createShare> & { url: string }> {
    const made = await this.#transport.call<typeof createShare>('post', '/v1/shares', { body });
    return { ...made, url: this.#transport.address(made.path, {}) };
  }

  async revoke(id: string): Promise<void> {
    await this.#transport.call<typeof revokeShare>('delete', '/v1/shares/{id}', { params: { id } });
  }

  /** What whoever has the token sees. */
  open(token: string, cursor?: string, signal?: AbortSignal): Promise<SharedPage> {
    const headers = { 'annals-share-token': token };
    return this.#transport.call<typeof openShare>('get', '/v1/shared', { query: { cursor }, headers, signal });
  }
}
