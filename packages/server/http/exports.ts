import { exportCsv, exportNdjson, exportParquet, exportSyslog, profilesOf } from '@annals/events';
import type { ServerResponse } from 'node:http';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Turns } from '../base/turns.ts';
import { specOf, type ExportSpec, type SpecInput } from '../exporter/spec.ts';
import { prepareStream, type StreamDeps } from '../exporter/stream.ts';
import type { App, AppContext } from './context.ts';
import { handle } from './handle.ts';
import { rangeOf } from './question.ts';

export interface ExportDetails extends Partial<ExportSpec> {
  format: ExportSpec['format'];
  q: string;
  order: ExportSpec['order'];
  /** Events the file holds. */
  events: number;
}

export interface ExportsDeps {
  streams: StreamDeps;
  /** First part of file names. */
  exportPrefix: string;
  organisations: OrganisationDirectory;
  /** Taking data out is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordExport(principal: Principal, organisation: string, details: ExportDetails): Promise<void>;
}

/** Two are made by the engine, the others wait there. */
const mostExports = 4;
/** A reader who takes nothing for so long is disconnected, for he keeps others from theirs. */
const stalledMs = 60_000;

interface StreamQuery extends Omit<SpecInput, 'format'> {
  organisation?: string | undefined;
}

/** Streams files. The export is on record before its first byte; a failure after that breaks the body. */
export function exportsRoutes(deps: ExportsDeps): (app: App) => void {
  const turns = new Turns({ atOnce: mostExports, waiting: 16, waitingOfOne: 8, waitMs: 10_000 });
  const stream = async (c: AppContext, principal: Principal, format: ExportSpec['format'], query: StreamQuery): Promise<Response> => {
    const organisation = resolveOrganisation(deps.organisations, principal, query.organisation);
    requireScope(principal, 'events:export', organisation);
    const spec = specOf({ ...query, format }, 'parameter_invalid');
    const stop = new AbortController();
    const signal = AbortSignal.any([c.req.raw.signal, stop.signal]);
    const leave = await turns.enter(principal.userId ?? principal.recordedBy, signal);
    try {
      const range = rangeOf({ from: spec.from ?? undefined, to: spec.to ?? undefined });
      const file = await prepareStream(deps.streams, spec, { organisation: organisation.id, ...range }, deps.exportPrefix, signal);
      await deps.recordExport(principal, organisation.id, detailsOf(spec, file.events));
      return c.body(streamOf(file.chunks(), { stop, leave, outgoing: c.env?.outgoing }), 200, {
        'content-type': file.mime,
        'content-disposition': `attachment; filename="${file.fileName}"`,
        'annals-events': String(file.events),
        ...(spec.compat && { 'annals-compat': 'newest 1000' }),
        'cache-control': 'no-store',
      });
    } catch (error) {
      leave();
      throw error;
    }
  };
  return (app) => {
    handle(app, exportCsv, ({ c, query, principal }) => stream(c, principal, 'csv', query as StreamQuery));
    handle(app, exportNdjson, ({ c, query, principal }) => stream(c, principal, 'ndjson', query as StreamQuery));
    handle(app, exportSyslog, ({ c, query, principal }) => stream(c, principal, 'syslog', query as StreamQuery));
    handle(app, exportParquet, ({ c, query, principal }) => stream(c, principal, 'parquet', query as StreamQuery));
  };
}

/** What was not asked for is left out. */
function detailsOf(spec: ExportSpec, events: number): ExportDetails {
  const { format, profile, columns, compression, q, from, to, order, compat } = spec;
  return {
    format,
    ...(profile !== null && profile !== profilesOf(format)[0] && { profile }),
    ...(columns !== null && { columns }),
    ...(compression !== 'none' && { compression }),
    ...(compat && { compat }),
    q,
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    order,
    events,
  };
}

interface Streaming {
  stop: AbortController;
  /** Ends the export's turn. */
  leave: () => void;
  outgoing: Pick<ServerResponse, 'destroy'> | undefined;
}

/** Pulled by the reader; a reader who leaves or stalls stops the source, an error of the source breaks the body. */
function streamOf(source: AsyncGenerator<Uint8Array>, { stop, leave, outgoing }: Streaming): ReadableStream<Uint8Array> {
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
