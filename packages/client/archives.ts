import type { deleteArchive, deliverArchiveDay, listArchiveDays, listArchives, putArchive, testArchive } from '@annals/events';
import type { InputOf, ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** Where days are archived to, and which days are. */
export class Archives {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The organisation's own and the installation's; never a secret. */
  list(organisation?: string, signal?: AbortSignal): Promise<ResultOf<typeof listArchives>> {
    return this.#transport.call<typeof listArchives>('get', '/v1/archives', { query: { organisation }, signal });
  }

  /** Sets one up, or changes it. */
  put(body: InputOf<typeof putArchive>['body']): Promise<ResultOf<typeof putArchive>> {
    return this.#transport.call<typeof putArchive>('put', '/v1/archives', { body });
  }

  /** What was delivered stays where it is. */
  async delete(id: string): Promise<void> {
    await this.#transport.call<typeof deleteArchive>('delete', '/v1/archives/{id}', { params: { id } });
  }

  /** Writes, reads and deletes an object; each step says how it went. */
  test(body: InputOf<typeof testArchive>['body'], signal?: AbortSignal): Promise<ResultOf<typeof testArchive>> {
    return this.#transport.call<typeof testArchive>('post', '/v1/archives/test', { body, signal });
  }

  days(query: { organisation?: string; from?: string; to?: string }, signal?: AbortSignal): Promise<ResultOf<typeof listArchiveDays>> {
    return this.#transport.call<typeof listArchiveDays>('get', '/v1/archives/days', { query, signal });
  }

  /** That day and those before it that are not archived yet. */
  deliver(day: string, organisation?: string): Promise<ResultOf<typeof deliverArchiveDay>> {
    return this.#transport.call<typeof deliverArchiveDay>('post', '/v1/archives/days', { body: { day, organisation } });
  }
}
