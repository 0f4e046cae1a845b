import { z } from 'zod';
import { exportCompressions, exportFormatNames, exportFormats, type ExportFormatName, profilesOf } from '../formats/export-formats.ts';
import { instantOut, organisationField } from './fields.ts';
import { order, questionFields, questionProblems } from './find.ts';
import { route } from './route.ts';

/** Taking events out: at once as a stream, or by a job that writes files. Share links are in `shares.ts`. */

export const compression = z.enum(exportCompressions).default('none').describe('Compresses the file itself, `.gz` or `.zst`.');

const columnNames = z.array(z.string().min(1).max(200)).min(1).max(200);
const columnList = z
  .string()
  .max(8_192)
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(columnNames)
  .describe('Names with commas, as docs/exports.md lists them; the eight of the page when absent.');
const compatFlag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
  .describe('The newest 1,000 events only, as the original page exports them; the header `Annals-Compat` says so.');

const streamProblems = [...questionProblems, 'export_too_large'] as const;

const streamQuery = { ...questionFields, order, compression, compat: compatFlag };
const profileOf = (format: ExportFormatName) =>
  z
    .enum(profilesOf(format) as [string, ...string[]])
    .optional()
    .describe(`${profilesOf(format)[0]} when absent.`);

export const exportCsv = route({
  id: 'exportCsv',
  method: 'get',
  path: '/v1/exports/csv',
  summary: 'Export events as CSV',
  description:
    'All events of a query, streamed, in UTC, with the eight fields of the page or with chosen columns. The profile `safe` can be opened in a spreadsheet, `raw` is for programs, `excel` has a byte order mark. A body that breaks off is not a whole file; `Annals-Events` says how many rows it must have. Other columns and profiles than the usual ones are streamed up to a limit; beyond it make a job.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  query: z.strictObject({ ...streamQuery, profile: profileOf('csv'), columns: columnList.optional() }),
  responses: { 200: { description: 'The file', contentType: 'text/csv; charset=utf-8' } },
  problems: [...streamProblems],
});

export const exportNdjson = route({
  id: 'exportNdjson',
  method: 'get',
  path: '/v1/exports/ndjson',
  summary: 'Export events as NDJSON',
  description:
    'One event a line as the API prints it, with `leaf_hash`. A body that breaks off is not a whole file; `Annals-Events` says how many lines it must have. Streamed up to a limit; beyond it make a job.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  query: z.strictObject(streamQuery),
  responses: { 200: { description: 'The file', contentType: exportFormats.ndjson.mime } },
  problems: [...streamProblems],
});

export const exportSyslog = route({
  id: 'exportSyslog',
  method: 'get',
  path: '/v1/exports/syslog',
  summary: 'Export events as Syslog',
  description:
    'One message an event. A body that breaks off is not a whole file; `Annals-Events` says how many messages it must have. Streamed up to a limit; beyond it make a job.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  query: z.strictObject({ ...streamQuery, profile: profileOf('syslog') }),
  responses: { 200: { description: 'The file', contentType: exportFormats.syslog.mime } },
  problems: [...streamProblems],
});

export const exportParquet = route({
  id: 'exportParquet',
  method: 'get',
  path: '/v1/exports/parquet',
  summary: 'Export events as Parquet',
  description: 'Typed columns, compressed with zstd. `Annals-Events` says how many rows the file has. Up to a limit; beyond it make a job.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  query: z.strictObject({ ...questionFields, order, compat: compatFlag }),
  responses: { 200: { description: 'The file', contentType: exportFormats.parquet.mime } },
  problems: [...streamProblems],
});

export const exportStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'expired'] as const;
export type ExportState = (typeof exportStates)[number];

export const exportJobBody = z
  .object({
    id: z.string(),
    organisation: z.string(),
    state: z.enum(exportStates),
    format: z.enum(exportFormatNames),
    profile: z.string().nullable(),
    columns: z.array(z.string()).nullable().describe('null: the usual ones'),
    compression: z.enum(exportCompressions),
    q: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    order: z.string(),
    compat: z.boolean(),
    as_of: z.int().describe('Nothing above this sequence is in it; -1: there was no event.'),
    progress: z.object({
      rows: z.int(),
      total_rows: z.int().nullable().describe('null until they are counted'),
      bytes: z.int().describe('written to files'),
      rows_per_second: z.int().nullable(),
      seconds_left: z.int().nullable(),
    }),
    files: z.array(z.object({ part: z.int(), name: z.string(), events: z.int(), bytes: z.int(), sha256: z.string() })),
    waiting_for: z.string().nullable().describe('Why a queued job has not begun.'),
    error: z.string().nullable(),
    requested_by: z.string(),
    created_at: instantOut,
    started_at: instantOut.nullable(),
    finished_at: instantOut.nullable(),
    expires_at: instantOut.nullable().describe('When the files are removed.'),
  })
  .meta({ id: 'ExportJob' });

const exportId = z.strictObject({ id: z.string().min(1).max(64) });
const jobAnswer = z.object({ export: exportJobBody });

export const createExport = route({
  id: 'createExport',
  method: 'post',
  path: '/v1/exports',
  summary: 'Ask for an export as files',
  description:
    'A job of any size. What it holds is fixed now: nothing recorded after it was asked for is in it. It goes on after a restart of the server, and its files are there until they expire or are removed.',
  access: 'events:export',
  audit: { event: 'annals.export' },
  body: z.strictObject({
    organisation: organisationField.optional().describe('Id or slug; needed when the key or user has more than one.'),
    format: z.enum(exportFormatNames),
    profile: z.string().max(32).nullish().describe('csv: safe, raw, excel; syslog: rfc5424, lightrun.'),
    columns: columnNames.nullish().describe('csv: the eight of the page when absent.'),
    compression,
    q: questionFields.q,
    from: questionFields.from,
    to: questionFields.to,
    order,
    compat: z.boolean().default(false).describe('The newest 1,000 events only, as the original page exports them.'),
  }),
  responses: { 202: { description: 'The job', schema: jobAnswer } },
  problems: ['forbidden', 'not_found', 'organisation_required', 'query_invalid', 'query_too_large', 'too_many_requests'],
});

export const listExports = route({
  id: 'listExports',
  method: 'get',
  path: '/v1/exports',
  summary: 'List export jobs',
  access: 'events:export',
  audit: { none: 'shows what was asked for and how far it is, no events' },
  query: z.strictObject({ organisation: organisationField.optional() }),
  responses: { 200: { description: 'The newest 200, newest first', schema: z.object({ exports: z.array(exportJobBody) }) } },
  problems: ['forbidden', 'not_found', 'organisation_required'],
});

export const getExport = route({
  id: 'getExport',
  method: 'get',
  path: '/v1/exports/{id}',
  summary: 'Read an export job',
  access: 'events:export',
  audit: { none: 'shows what was asked for and how far it is, no events' },
  params: exportId,
  responses: { 200: { description: 'The job', schema: jobAnswer } },
  problems: ['forbidden', 'not_found'],
});

export const removeExport = route({
  id: 'removeExport',
  method: 'delete',
  path: '/v1/exports/{id}',
  summary: 'Cancel or remove an export',
  description: 'A job that has not ended is cancelled and stays listed. One that has ended is removed with its files.',
  access: 'events:export',
  audit: { event: 'annals.export.remove' },
  params: exportId,
  responses: { 204: { description: 'Cancelled or removed' } },
  problems: ['forbidden', 'not_found'],
});

export const downloadExport = route({
  id: 'downloadExport',
  method: 'get',
  path: '/v1/exports/{id}/file',
  summary: 'Download a file of an export',
  description:
    'With `Range` (one range of bytes) and `If-Range`, `ETag` is the SHA-256 of the file. Its bytes are compared with that before they are sent. Recorded once in a quarter of an hour for who goes on with a broken download.',
  access: 'events:export',
  audit: { event: 'annals.export.download' },
  params: exportId,
  query: z.strictObject({
    part: z.coerce.number().int().min(1).max(1_000_000).default(1).describe('From 1; only the Excel profile has more.'),
  }),
  responses: {
    200: { description: 'The file', contentType: 'application/octet-stream' },
    206: { description: 'The range', contentType: 'application/octet-stream' },
    304: { description: 'You have it' },
  },
  problems: ['forbidden', 'not_found', 'export_not_ready', 'export_gone', 'export_damaged', 'range_invalid', 'audit_unavailable'],
});

export const getExportManifest = route({
  id: 'getExportManifest',
  method: 'get',
  path: '/v1/exports/{id}/manifest',
  summary: 'Read the manifest of an export',
  description:
    'What was asked for, which sequences it covers, counts, sizes and SHA-256 of its files, and the signed checkpoint that covers it.',
  access: 'events:export',
  audit: { none: 'shows counts and hashes, no events' },
  params: exportId,
  responses: { 200: { description: 'The manifest', contentType: 'application/json' } },
  problems: ['forbidden', 'not_found', 'export_not_ready', 'export_gone', 'export_damaged'],
});
