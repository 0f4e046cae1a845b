import type { RecordedEvent } from '../event/types.ts';
import { guardCell } from './csv-guard.ts';
import { cellText, pageColumns } from './export-columns.ts';

/**
 * The CSV of the original page: its eight columns, in its order. RFC 4180: every field quoted, lines ended by CR LF.
 * Safe in a spreadsheet: each cell is guarded (`csv-guard.ts`).
 */
export const csvColumns = pageColumns.map(({ name }) => name);

/** With its CR LF. */
export const csvHeader = csvLine(csvColumns);

/** One event as one line, with its CR LF. Date is occurred_at in UTC, Event Type the label, EXTRA DATA a JSON object. */
export function csvRow(event: RecordedEvent): string {
  return csvLine(csvValues(event));
}

/** The eight values before they are quoted and guarded. */
export function csvValues(event: RecordedEvent): [string, string, string, string, string, string, string, string] {
  return pageColumns.map((column) => cellText(column.value(event))) as ReturnType<typeof csvValues>;
}

export function csvLine(values: readonly string[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

export function csvCell(value: string): string {
  return quoteCell(guardCell(value));
}

/** As it is; a reader of RFC 4180 gets every byte back. */
export function quoteCell(value: string): string {
  return value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
}

export interface ExportFileName {
  now: Date;
  /** Without the dot: `csv`, `csv.gz`. */
  extension: string;
  /** ANNALS_EXPORT_PREFIX; `lightrun` makes the original page's own name. */
  prefix?: string;
  /** From 1, where one export is several files. */
  part?: number;
}

/** `annals-audit-events-20261124T112553Z.csv`: the page's pattern, with an instant that every file system takes. */
export function exportFileName({ now, extension, prefix = 'annals', part }: ExportFileName): string {
  const stamp = now.toISOString().replace(/\.\d+/, '').replaceAll(/[:-]/g, '');
  return `${prefix}-audit-events-${stamp}${part === undefined ? '' : `-${part}`}.${extension}`;
}

/** The name of a CSV file. */
export function csvFileName(now: Date, prefix?: string): string {
  return exportFileName({ now, extension: 'csv', ...(prefix !== undefined && { prefix }) });
}
