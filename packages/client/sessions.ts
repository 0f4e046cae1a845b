import type { changePassword, getMe, getSetup, setUp, signIn, signOut } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** Coming in and going out, for browsers: the session itself is a cookie that no script sees. */
export class Sessions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  signIn(body: InputOf<typeof signIn>['body']): Promise<ResultOf<typeof signIn>> {
    return this.#transport.call<typeof signIn>('post', '/v1/sessions', { body });
  }

  async signOut(): Promise<void> {
    await this.#transport.call<typeof signOut>('delete', '/v1/sessions/current', {});
  }

  /** Who the caller is and what they may do, where. */
  me(signal?: AbortSignal): Promise<ResultOf<typeof getMe>> {
    return this.#transport.call<typeof getMe>('get', '/v1/me', { signal });
  }

  /** Ends the user's other sessions. */
  changePassword(body: InputOf<typeof changePassword>['body']): Promise<ResultOf<typeof changePassword>> {
    return this.#transport.call<typeof changePassword>('put', '/v1/me/password', { body });
  }

  /** Whether the first administrator is still to be made. */
  setupNeeded(signal?: AbortSignal): Promise<ResultOf<typeof getSetup>> {
    return this.#transport.call<typeof getSetup>('get', '/v1/setup', { signal });
  }

  /** Makes the first organisation and administrator, with the token of the link the server printed, and signs in. */
  setUp(body: InputOf<typeof setUp>['body']): Promise<ResultOf<typeof setUp>> {
    return this.#transport.call<typeof setUp>('post', '/v1/setup', { body });
  }
}
