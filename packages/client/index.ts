export { AnnalsClient } from './client.ts';
export type { ClientOptions } from './client.ts';
export { AnnalsError, UnreachableError } from './error.ts';
export type { EventsToRecord, EventToRecord, Receipts, RecordOptions } from './record.ts';
export type { CsvExport, ExportQuery } from './export.ts';
export type { ExportBody, ExportJob, ExportStreamQuery } from './exports.ts';
export type { Share, SharedPage } from './shares.ts';
export type { TailedEvent, TailOptions, TailQuery } from './tail.ts';
export type { InputOf, QueryOf, ResultOf } from './call.ts';
