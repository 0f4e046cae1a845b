import type { createKey, listKeys, revokeKey } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** API keys. */
export class Keys {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The keys that reach an organisation: its own and the installation's. */
  list(organisation?: string, signal?: AbortSignal): Promise<ResultOf<typeof listKeys>> {
    return this.#transport.call<typeof listKeys>('get', '/v1/keys', { query: { organisation }, signal });
  }

  /** The token is in the answer and nowhere else. */
  create(body: InputOf<typeof createKey>['body']): Promise<ResultOf<typeof createKey>> {
    return this.#transport.call<typeof createKey>('post', '/v1/keys', { body });
  }

  async revoke(id: string): Promise<void> {
    await this.#transport.call<typeof revokeKey>('delete', '/v1/keys/{id}', { params: { id } });
  }
}
