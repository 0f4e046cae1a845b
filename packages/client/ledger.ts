import type { listLedgerEntries } from '@annals/events';
import type { QueryOf, ResultOf } from './call.ts';
import { readBody, type Transport } from './transport.ts';

/** Whose ledger: id or slug; may be left out where the caller has one organisation. */
export interface LedgerOf {
  organisation?: string;
}

/** The evidence of one organisation, as it is stored. What it proves is computed by who reads it. */
export class Ledger {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The last signed checkpoint, a C2SP signed note. A problem `not_found` before the first one. */
  async checkpoint(query: LedgerOf = {}, signal?: AbortSignal): Promise<string> {
    return new TextDecoder().decode(await this.#read('/v1/ledger/checkpoint', query, signal));
  }

  /** The public key that checkpoints are signed with: `origin+id+base64`. */
  async key(query: LedgerOf = {}, signal?: AbortSignal): Promise<string> {
    return new TextDecoder().decode(await this.#read('/v1/ledger/key', query, signal)).trimEnd();
  }

  /** Hashes of 32 bytes, one behind the other; `path` as in C2SP tlog-tiles. */
  tile(path: string, query: LedgerOf = {}, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return this.#read('/v1/ledger/tile', { ...query, path }, signal);
  }

  /** The bytes the tree commits to, of [from, to), at most 1,000. */
  entries(query: QueryOf<typeof listLedgerEntries>, signal?: AbortSignal): Promise<ResultOf<typeof listLedgerEntries>> {
    return this.#transport.call<typeof listLedgerEntries>('get', '/v1/ledger/entries', { query, signal });
  }

  async #read(path: string, query: LedgerOf & { path?: string }, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    return readBody(await this.#transport.send('get', path, { query, signal }), path);
  }
}
