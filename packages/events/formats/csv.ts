import type { RecordedEvent } from '../event/types.ts';
import { cellText, pageColumns } from './export-columns.ts';

/**
 * The CSV of the original page: its eight columns, in its order. RFC 4180: every field quoted, lines ended by CR LF.
 *
 * A spreadsheet evaluates a cell that begins like a formula, quoted or not. Such a cell gets an apostrophe in front.
 * Reversible: `unguardCell` takes it away, and a value that has apostrophes before a formula gets one more.
 */
export const csvColumns = pageColumns.map(({ name }) => name);

/** Apostrophes, then what a spreadsheet skips, then what begins a formula. */
const formula = /^'*[ \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]*[=+\-@\t\r\n\0＝＋－＠]/;

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

export function guardCell(value: string): string {
  const first = value.charCodeAt(0);
  // A letter or a digit begins no formula; nearly every cell does.
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || (first >= 48 && first <= 57)) return value;
  return formula.test(value) ? `'${value}` : value;
}

export function unguardCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
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
