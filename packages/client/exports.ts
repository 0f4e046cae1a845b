import type { createExport, ExportFormatName, exportCsv, getExport, listExports, removeExport } from '@annals/events';
import type { InputOf, QueryOf, ResultOf } from './call.ts';
import { UnreachableError } from './error.ts';
import type { Transport } from './transport.ts';

export type ExportJob = ResultOf<typeof getExport>['export'];
export type ExportStreamQuery = QueryOf<typeof exportCsv>;

/** A file on its way. An error breaks the body, so that half a file is never taken for a whole one. */
export interface ExportBody {
  /** As the server names it. */
  fileName: string;
  /** How many events the whole file holds, or null when the server did not say. */
  events: number | null;
  /** Where in the file the body begins: as asked, or 0 when the server sends the whole. */
  first: number;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** Exports: streams of what is small, jobs of any size. */
export class Exports {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Begins a stream; `export_too_large` says that a job is needed. */
  stream(format: ExportFormatName, query: ExportStreamQuery, signal?: AbortSignal): Promise<ExportBody> {
    return this.#body(`/v1/exports/${format}`, { query, signal });
  }

  /** The address of the same stream, for a link that a browser follows with its session. */
  streamAddress(format: ExportFormatName, query: ExportStreamQuery): string {
    return this.#transport.address(`/v1/exports/${format}`, { query });
  }

  async create(body: InputOf<typeof createExport>['body']): Promise<ExportJob> {
    return (await this.#transport.call<typeof createExport>('post', '/v1/exports', { body })).export;
  }

  async list(organisation?: string, signal?: AbortSignal): Promise<ExportJob[]> {
    return (await this.#transport.call<typeof listExports>('get', '/v1/exports', { query: { organisation }, signal })).exports;
  }

  async get(id: string, signal?: AbortSignal): Promise<ExportJob> {
    return (await this.#transport.call<typeof getExport>('get', '/v1/exports/{id}', { params: { id }, signal })).export;
  }

  /** Cancels a job that has not ended, removes one that has. */
  async remove(id: string): Promise<void> {
    await this.#transport.call<typeof removeExport>('delete', '/v1/exports/{id}', { params: { id } });
  }

  /** A file of a job, from its byte `first` on if it is still the file with that SHA-256. */
  download(id: string, { part = 1, first = 0, sha256 = '' } = {}, signal?: AbortSignal): Promise<ExportBody> {
    const headers: Record<string, string> = first === 0 ? {} : { range: `bytes=${first}-`, 'if-range': `"${sha256}"` };
    return this.#body(`/v1/exports/${encodeURIComponent(id)}/file`, { query: { part }, headers, signal });
  }

  downloadAddress(id: string, part = 1): string {
    return this.#transport.address('/v1/exports/{id}/file', { params: { id }, query: part === 1 ? {} : { part } });
  }

  /** The manifest as its bytes are, for its hash is on record. */
  async manifest(id: string, signal?: AbortSignal): Promise<string> {
    return (await this.#transport.send('get', '/v1/exports/{id}/manifest', { params: { id }, signal })).text();
  }

  manifestAddress(id: string): string {
    return this.#transport.address('/v1/exports/{id}/manifest', { params: { id } });
  }

  async #body(path: string, input: Parameters<Transport['send']>[2]): Promise<ExportBody> {
    const response = await this.#transport.send('get', path, input);
    if (response.body === null) throw new UnreachableError(this.#transport.address(path, input), 'the export has no body');
    const events = Number(response.headers.get('annals-events') ?? Number.NaN);
    const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
    return {
      fileName: /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'annals-audit-events',
      events: Number.isFinite(events) ? events : null,
      first: response.status === 206 && range ? Number(range[1]) : 0,
      body: response.body,
    };
  }
}
