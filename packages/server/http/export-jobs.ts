import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  compressionMime,
  createExport,
  downloadExport,
  exportFormats,
  type exportJobBody,
  getExport,
  getExportManifest,
  listExports,
  removeExport,
} from '@annals/events';
import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { Problem } from '../base/problem.ts';
import type { ExportRow } from '../control/tables.ts';
import { createExport as create, findExport, removeExport as removeJob, type ExportActsDeps, type ExportInput } from '../exporter/acts.ts';
import type { ExportFile } from '../exporter/manifest.ts';
import { filesOf, type ServedFiles } from '../exporter/served-file.ts';
import type { ExportSpec } from '../exporter/spec.ts';
import { byteRangeOf, hasTag } from './byte-range.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export interface ExportJobsRoutesDeps extends ExportActsDeps {
  progressOf(id: string): { rows: number; totalRows: number | null; bytes: number; ms: number } | null;
  waitingFor(id: string): string | null;
  files: ServedFiles;
  /** Taking a file is an event: resolves when it is on record, else raises `audit_unavailable`. */
  recordDownload(principal: Principal, row: ExportRow, file: ExportFile): Promise<void>;
}

const mostListed = 200;

/** Export jobs: asked for, watched, downloaded, removed. */
export function exportJobsRoutes(deps: ExportJobsRoutesDeps): RouteRegistrar {
  const found = async (principal: Principal, id: string): Promise<ExportRow> => {
    const row = await findExport(deps, principal, id);
    requireScope(principal, 'events:export', { id: row.organisation });
    return row;
  };
  return (app) => {
    handle(app, createExport, async (call) => {
      const row = await create(deps, call.principal, callerOf(call), withoutAbsent(call.body) as ExportInput);
      return call.answer(202, { export: jobAnswer(row, deps) });
    });

    handle(app, listExports, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(deps.access.organisations, principal, query.organisation);
      requireScope(principal, 'events:export', organisation);
      const rows = await deps.access.control.exports.ofOrganisation(organisation.id, mostListed);
      return answer(200, { exports: rows.map((row) => jobAnswer(row, deps)) });
    });

    handle(app, getExport, async ({ principal, params, answer }) =>
      answer(200, { export: jobAnswer(await found(principal, params.id), deps) }),
    );

    handle(app, removeExport, async (call) => {
      await removeJob(deps, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });

    handle(app, getExportManifest, async ({ c, principal, params }) => {
      const row = await found(principal, params.id);
      filesOf(row);
      const path = await deps.files.check(row, { name: 'manifest.json', bytes: null, sha256: row.manifest_sha256 ?? '' });
      return c.body(await readFile(path, 'utf8'), 200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    });

    handle(app, downloadExport, async ({ c, principal, params, query }) => {
      const row = await found(principal, params.id);
      const file = filesOf(row).find(({ part }) => part === query.part);
      if (!file) throw new Problem('not_found', { detail: `The export has no part ${query.part}.` });
      const tag = `"${file.sha256}"`;
      if (hasTag(c.req.header('if-none-match'), tag)) return c.body(null, 304, { etag: tag });
      const conditional = c.req.header('if-range');
      const range = conditional === undefined || conditional.trim() === tag ? byteRangeOf(c.req.header('range'), file.bytes) : null;
      if (range === 'unsatisfiable')
        throw new Problem('range_invalid', { detail: `The file has ${file.bytes} bytes.`, sizeBytes: file.bytes });
      const path = await deps.files.check(row, file);
      await deps.recordDownload(principal, row, file);
      const spec = JSON.parse(row.spec) as ExportSpec;
      const { first, last } = range ?? { first: 0, last: file.bytes - 1 };
      const headers = {
        'content-type': compressionMime[spec.compression] ?? exportFormats[spec.format].mime,
        'content-disposition': `attachment; filename="${file.name}"`,
        'content-length': String(last - first + 1),
        'accept-ranges': 'bytes',
        etag: tag,
        'annals-events': String(file.events),
        'annals-sha256': file.sha256,
        ...(spec.compat && { 'annals-compat': 'newest 1000' }),
        ...(range && { 'content-range': `bytes ${first}-${last}/${file.bytes}` }),
        'cache-control': 'private, no-cache',
      };
      if (file.bytes === 0) return c.body(null, 200, headers);
      const body = Readable.toWeb(createReadStream(path, { start: first, end: last })) as ReadableStream<Uint8Array>;
      return c.body(body, range ? 206 : 200, headers);
    });
  };
}

function withoutAbsent(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
}

/** A row of control.db in the words of the API, with how far it is. */
export function jobAnswer(
  row: ExportRow,
  { progressOf, waitingFor }: Pick<ExportJobsRoutesDeps, 'progressOf' | 'waitingFor'>,
): z.output<typeof exportJobBody> {
  const { format, profile, columns, compression, q, from, to, order, compat } = JSON.parse(row.spec) as ExportSpec;
  const files = row.files === null ? [] : (JSON.parse(row.files) as ExportFile[]);
  const running = row.state === 'running' ? progressOf(row.id) : null;
  const rate = running === null || running.ms < 500 ? null : Math.round((running.rows * 1000) / running.ms);
  const left = running?.totalRows != null && rate !== null && rate > 0 ? Math.ceil((running.totalRows - running.rows) / rate) : null;
  const { id, organisation, state, error, requested_by, created_at, started_at, finished_at, expires_at } = row;
  return {
    id,
    organisation,
    state,
    format,
    profile,
    columns,
    compression,
    q,
    from,
    to,
    order,
    compat,
    as_of: row.as_of,
    progress: {
      rows: row.events ?? running?.rows ?? 0,
      total_rows: row.events ?? running?.totalRows ?? null,
      bytes: files.length > 0 ? files.reduce((sum, { bytes }) => sum + bytes, 0) : (running?.bytes ?? 0),
      rows_per_second: rate,
      seconds_left: left,
    },
    files,
    waiting_for: state === 'queued' ? (waitingFor(id) ?? null) : null,
    error,
    requested_by,
    created_at,
    started_at,
    finished_at,
    expires_at,
  };
}
