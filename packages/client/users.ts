import type { changeUser, createUser, deleteUser, listUsers, resetUserPassword } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** The members of organisations. */
export class Users {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(organisation?: string, signal?: AbortSignal): Promise<ResultOf<typeof listUsers>> {
    return this.#transport.call<typeof listUsers>('get', '/v1/users', { query: { organisation }, signal });
  }

  create(body: InputOf<typeof createUser>['body']): Promise<ResultOf<typeof createUser>> {
    return this.#transport.call<typeof createUser>('post', '/v1/users', { body });
  }

  /** Changes the role in an organisation, or who administers the installation. */
  async change(id: string, body: InputOf<typeof changeUser>['body']): Promise<void> {
    await this.#transport.call<typeof changeUser>('patch', '/v1/users/{id}', { params: { id }, body });
  }

  /** A temporary password, which is nowhere but in the answer. */
  resetPassword(id: string): Promise<ResultOf<typeof resetUserPassword>> {
    return this.#transport.call<typeof resetUserPassword>('post', '/v1/users/{id}/reset', { params: { id } });
  }

  async delete(id: string): Promise<void> {
    await this.#transport.call<typeof deleteUser>('delete', '/v1/users/{id}', { params: { id } });
  }
}
