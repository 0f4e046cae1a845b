import type { continueLedger, createOrganisation, listOrganisations, renameOrganisation } from '@annals/events';
import type { ResultOf } from './call.ts';
import type { Transport } from './transport.ts';

/** The organisations the caller may name. */
export class Organisations {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  list(signal?: AbortSignal): Promise<ResultOf<typeof listOrganisations>> {
    return this.#transport.call<typeof listOrganisations>('get', '/v1/organisations', { signal });
  }

  create(body: { name: string }): Promise<ResultOf<typeof createOrganisation>> {
    return this.#transport.call<typeof createOrganisation>('post', '/v1/organisations', { body });
  }

  /** The slug stays. */
  rename(id: string, name: string): Promise<ResultOf<typeof renameOrganisation>> {
    return this.#transport.call<typeof renameOrganisation>('patch', '/v1/organisations/{id}', { params: { id }, body: { name } });
  }

  /** After a rollback, on purpose: signs what is there, and the reason is on record. */
  continueLedger(id: string, reason: string): Promise<ResultOf<typeof continueLedger>> {
    return this.#transport.call<typeof continueLedger>('post', '/v1/organisations/{id}/ledger/continue', {
      params: { id },
      body: { reason },
    });
  }
}
