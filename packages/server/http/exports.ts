import { csvFileName, exportCsv } from '@annals/events';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import type { Exporter } from '../exporter.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';
import { rangeOf } from './question.ts';

export interface ExportDetails {
  format: 'csv';
  q: string;
  from: string | null;
  to: string | null;
  order: string;
  /** Events the file holds. */
  events: number;
}

export interface ExportsDeps {
  exporter: Exporter;
  organisations: OrganisationDirectory;
  /** Taking data out is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordExport(principal: Principal, organisation: string, details: ExportDetails): Promise<void>;
}

/** Streams files. The export is on record before its first byte; a failure after that breaks the body. */
export function exportsRoutes(deps: ExportsDeps): (app: App) => void {
  return (app) => {
    handle(app, exportCsv, async ({ c, query, principal }) => {
      const organisation = resolveOrganisation(deps.organisations, principal, query.organisation);
      requireScope(principal, 'events:export', organisation);
      const stop = new AbortController();
      const signal = AbortSignal.any([c.req.raw.signal, stop.signal]);
      const prepared = await deps.exporter.prepare(
        { organisation: organisation.id, q: query.q, ...rangeOf(query), order: query.order },
        signal,
      );
      await deps.recordExport(principal, organisation.id, {
        format: 'csv',
        q: query.q,
        from: query.from ?? null,
        to: query.to ?? null,
        order: query.order,
        events: prepared.events,
      });
      return c.body(streamOf(deps.exporter.csv(prepared, signal), stop), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${csvFileName(new Date())}"`,
        'annals-events': String(prepared.events),
        'cache-control': 'no-store',
      });
    });
  };
}

/** Pulled by the reader; a reader who leaves stops the source, an error of the source breaks the body. */
function streamOf(source: AsyncGenerator<Buffer>, stop: AbortController): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const step = await source.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      stop.abort();
      await source.return(undefined);
    },
  });
}
