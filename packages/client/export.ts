import type { exportCsv as route } from '@annals/events';
import type { QueryOf } from './call.ts';
import { UnreachableError } from './error.ts';
import type { Transport } from './transport.ts';

export type ExportQuery = QueryOf<typeof route>;

export interface CsvExport {
  /** As the server names it. */
  fileName: string;
  /** How many events the file must hold, or null when the server did not say. */
  events: number | null;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
}

const path = '/v1/exports/csv';

/** Begins an export; an error after that breaks the stream, so that half a file is never taken for a whole one. */
export async function exportCsv(transport: Transport, query: ExportQuery, signal?: AbortSignal): Promise<CsvExport> {
  const response = await transport.send('get', path, { query, signal });
  if (response.body === null) throw new UnreachableError(transport.address(path, { query }), 'the export has no body');
  const events = Number(response.headers.get('annals-events') ?? Number.NaN);
  return {
    fileName: /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'annals-audit-events.csv',
    events: Number.isFinite(events) ? events : null,
    body: response.body,
  };
}

export function exportAddress(transport: Transport, query: ExportQuery): string {
  return transport.address(path, { query });
}
