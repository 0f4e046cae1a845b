import type {
  closeOrganisation,
  confirmDeletion,
  reopenOrganisation,
  requestDeletion,
  continueLedger,
  createOrganisation,
  listOrganisations,
  renameOrganisation,
} from '@annals/events';
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

  /** Read-only from then on; can be reopened. */
  close(id: string, reason: string): Promise<ResultOf<typeof closeOrganisation>> {
    return this.#transport.call<typeof closeOrganisation>('post', '/v1/organisations/{id}/close', { params: { id }, body: { reason } });
  }

  reopen(id: string, reason: string): Promise<ResultOf<typeof reopenOrganisation>> {
    return this.#transport.call<typeof reopenOrganisation>('post', '/v1/organisations/{id}/reopen', { params: { id }, body: { reason } });
  }

  /** The first word on a deletion, thirty days after closing; deletes nothing. */
  requestDeletion(id: string, reason: string): Promise<ResultOf<typeof requestDeletion>> {
    return this.#transport.call<typeof requestDeletion>('post', '/v1/organisations/{id}/deletion', { params: { id }, body: { reason } });
  }

  /** The second word, by another admin: everything of the organisation goes. */
  confirmDeletion(id: string, name: string): Promise<ResultOf<typeof confirmDeletion>> {
    return this.#transport.call<typeof confirmDeletion>('post', '/v1/organisations/{id}/deletion/confirm', {
      params: { id },
      body: { name },
    });
  }

  /** After a rollback, on purpose: signs what is there, and the reason is on record. */
  continueLedger(id: string, reason: string): Promise<ResultOf<typeof continueLedger>> {
    return this.#transport.call<typeof continueLedger>('post', '/v1/organisations/{id}/ledger/continue', {
      params: { id },
      body: { reason },
    });
  }
}
