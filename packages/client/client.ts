import type {
  facetEvents,
  findEvents,
  getCatalogue,
  getEvent,
  getInclusion,
  getStatus,
  healthz,
  histogramOfEvents,
  readyz,
  recordTestEvent,
  relatedEvents,
  renderEvent,
  screenOfEvents,
} from '@annals/events';
import type { QueryOf, ResultOf } from './call.ts';
import { exportAddress, exportCsv, type CsvExport, type ExportQuery } from './export.ts';
import { Exports } from './exports.ts';
import { Archives } from './archives.ts';
import { Keys } from './keys.ts';
import { Ledger } from './ledger.ts';
import { Organisations } from './organisations.ts';
import { record, type EventsToRecord, type Receipts, type RecordOptions } from './record.ts';
import { RetentionClient } from './retention.ts';
import { Sessions } from './sessions.ts';
import { Shares } from './shares.ts';
import { tail, type TailedEvent, type TailOptions, type TailQuery } from './tail.ts';
import { Transport, type TransportOptions } from './transport.ts';
import { Users } from './users.ts';
import { Views } from './views.ts';

export type ClientOptions = TransportOptions;

/**
 * Annals, over HTTP: for producers, for scripts and for the portal, which has no other way in.
 * Works in browsers (session cookie) and in Node 20 or newer (API key).
 * Every method throws {@link AnnalsError} for a problem of the server and {@link UnreachableError} when there was no answer.
 * Where a method takes a signal, it ends the wait.
 */
export class AnnalsClient {
  readonly sessions: Sessions;
  readonly users: Users;
  readonly keys: Keys;
  readonly organisations: Organisations;
  readonly retention: RetentionClient;
  readonly exports: Exports;
  readonly shares: Shares;
  readonly views: Views;
  readonly archives: Archives;
  readonly ledger: Ledger;
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    this.#transport = new Transport(options);
    this.sessions = new Sessions(this.#transport);
    this.users = new Users(this.#transport);
    this.keys = new Keys(this.#transport);
    this.organisations = new Organisations(this.#transport);
    this.retention = new RetentionClient(this.#transport);
    this.exports = new Exports(this.#transport);
    this.shares = new Shares(this.#transport);
    this.views = new Views(this.#transport);
    this.archives = new Archives(this.#transport);
    this.ledger = new Ledger(this.#transport);
  }

  /** Records events; each gets an id here when it has none, so it is recorded once however often it is sent. */
  record<const Names extends readonly string[]>(events: EventsToRecord<Names>, options?: RecordOptions): Promise<Receipts> {
    return record(this.#transport, events, options);
  }

  /** Records one event of Annals' own, to see that everything works. */
  recordTestEvent(organisation: string, signal?: AbortSignal): Promise<ResultOf<typeof recordTestEvent>> {
    return this.#transport.call<typeof recordTestEvent>('post', '/v1/test-event', { body: { organisation }, signal });
  }

  /** A page of events. Follow `next` and `previous` with the same query and the cursor. */
  find(query: QueryOf<typeof findEvents>, signal?: AbortSignal): Promise<ResultOf<typeof findEvents>> {
    return this.#transport.call<typeof findEvents>('get', '/v1/events', { query, signal });
  }

  /** One event with its leaf hash and its neighbours. */
  get(id: string, query: QueryOf<typeof getEvent> = {}, signal?: AbortSignal): Promise<ResultOf<typeof getEvent>> {
    return this.#transport.call<typeof getEvent>('get', '/v1/events/{id}', { params: { id }, query, signal });
  }

  /** Events of the same operation, and the history of its targets and its actor. */
  related(id: string, query: QueryOf<typeof relatedEvents> = {}, signal?: AbortSignal): Promise<ResultOf<typeof relatedEvents>> {
    return this.#transport.call<typeof relatedEvents>('get', '/v1/events/{id}/related', { params: { id }, query, signal });
  }

  /** One event in each format of files, as an export made now would hold it. */
  renderings(id: string, query: QueryOf<typeof renderEvent> = {}, signal?: AbortSignal): Promise<ResultOf<typeof renderEvent>> {
    return this.#transport.call<typeof renderEvent>('get', '/v1/events/{id}/renderings', { params: { id }, query, signal });
  }

  /** What proves one event; check it with `@annals/ledger`, against a key that you noted before. */
  inclusion(query: QueryOf<typeof getInclusion>, signal?: AbortSignal): Promise<ResultOf<typeof getInclusion>> {
    return this.#transport.call<typeof getInclusion>('get', '/v1/ledger/inclusion', { query, signal });
  }

  /** The most frequent values of a field, for completion and counts. */
  facets(query: QueryOf<typeof facetEvents>, signal?: AbortSignal): Promise<ResultOf<typeof facetEvents>> {
    return this.#transport.call<typeof facetEvents>('get', '/v1/events/facets', { query, signal });
  }

  /** Events by time and outcome, in the buckets of a clock and calendar in `zone`. */
  histogram(query: QueryOf<typeof histogramOfEvents>, signal?: AbortSignal): Promise<ResultOf<typeof histogramOfEvents>> {
    return this.#transport.call<typeof histogramOfEvents>('get', '/v1/events/histogram', { query, signal });
  }

  /** A page with total, histogram and facets that agree with each other. */
  screen(query: QueryOf<typeof screenOfEvents>, signal?: AbortSignal): Promise<ResultOf<typeof screenOfEvents>> {
    return this.#transport.call<typeof screenOfEvents>('get', '/v1/events/screen', { query, signal });
  }

  /** Events as they are recorded, in order and once; `for await (const event of client.tail({ q: 'outcome:failure' }))`. Comes back by itself. */
  tail(query: TailQuery = {}, options?: TailOptions): AsyncGenerator<TailedEvent, void> {
    return tail(this.#transport, query, options);
  }

  /** All events of a query as a stream of CSV. Read it to its end, or cancel it: the server works as long as it is open. */
  exportCsv(query: ExportQuery, signal?: AbortSignal): Promise<CsvExport> {
    return exportCsv(this.#transport, query, signal);
  }

  /** The address of the same export, for a link that a browser follows with its session. */
  exportCsvAddress(query: ExportQuery): string {
    return exportAddress(this.#transport, query);
  }

  /** Every event Annals knows, with the fields of its metadata. */
  catalogue(signal?: AbortSignal): Promise<ResultOf<typeof getCatalogue>> {
    return this.#transport.call<typeof getCatalogue>('get', '/v1/catalogue', { signal });
  }

  /** Whether the process is alive. */
  health(signal?: AbortSignal): Promise<ResultOf<typeof healthz>> {
    return this.#transport.call<typeof healthz>('get', '/healthz', { signal });
  }

  /** How the server is; answered while nothing can be recorded, too. */
  readiness(signal?: AbortSignal): Promise<ResultOf<typeof readyz>> {
    return this.#transport.call<typeof readyz>('get', '/readyz', { signal });
  }

  /** Every part of the installation and the background tasks, for its administrators. */
  status(signal?: AbortSignal): Promise<ResultOf<typeof getStatus>> {
    return this.#transport.call<typeof getStatus>('get', '/v1/status', { signal });
  }
}
