import { csvFileName, exportCsv } from '@annals/events';
import type { ServerResponse } from 'node:http';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Turns } from '../base/turns.ts';
import type { Exporter } from '../exporter.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';
import { rangeOf } from './question.ts';

export interface ExportDetails {
  format: 'csv';
  q: string;
  from?: string;
  to?: string;
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

/** Two are made by the engine, the others wait there. */
const mostExports = 4;
/** A reader who takes nothing for so long is disconnected, for he keeps others from theirs. */
const stalledMs = 60_000;

/** Streams files. The export is on record before its first byte; a failure after that breaks the body. */
export function exportsRoutes(deps: ExportsDeps): (app: App) => void {
  const turns = new Turns({ atOnce: mostExports, waiting: 16, waitingOfOne: 8, waitMs: 10_000 });
  return (app) => {
    handle(app, exportCsv, async ({ c, query, principal }) => {
      const organisation = resolveOrganisation(deps.organisations, principal, query.organisation);
      requireScope(principal, 'events:export', organisation);
      const stop = new AbortController();
      const signal = AbortSignal.any([c.req.raw.signal, stop.signal]);
      const leave = await turns.enter(principal.userId ?? principal.recordedBy, signal);
      try {
        const prepared = await deps.exporter.prepare(
          { organisation: organisation.id, q: query.q, ...rangeOf(query), order: query.order },
          signal,
        );
        await deps.recordExport(principal, organisation.id, {
          format: 'csv',
          q: query.q,
          ...(query.from !== undefined && { from: query.from }),
          ...(query.to !== undefined && { to: query.to }),
          order: query.order,
          events: prepared.events,
        });
        return c.body(streamOf(deps.exporter.csv(prepared, signal), { stop, leave, outgoing: c.env?.outgoing }), 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${csvFileName(new Date())}"`,
          'annals-events': String(prepared.events),
          'cache-control': 'no-store',
        });
      } catch (error) {
        leave();
        throw error;
      }
    });
  };
}

interface Streaming {
  stop: AbortController;
  /** Ends the export's turn. */
  leave: () => void;
  outgoing: Pick<ServerResponse, 'destroy'> | undefined;
}

/** Pulled by the reader; a reader who leaves or stalls stops the source, an error of the source breaks the body. */
function streamOf(source: AsyncGenerator<Buffer>, { stop, leave, outgoing }: Streaming): ReadableStream<Uint8Array> {
  let stalled: NodeJS.Timeout | undefined;
  const over = (): void => {
    clearTimeout(stalled);
    leave();
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      clearTimeout(stalled);
      try {
        const step = await source.next();
        if (step.done === true) {
          over();
          controller.close();
          return;
        }
        controller.enqueue(step.value);
        stalled = setTimeout(() => outgoing?.destroy(), stalledMs);
      } catch (error) {
        over();
        controller.error(error);
      }
    },
    async cancel() {
      over();
      stop.abort();
      await source.return(undefined);
    },
  });
}
