import type { RecordedEvent } from '../event/types.ts';
import { csvCell, quoteCell } from './csv.ts';
import { guardCell } from './csv-guard.ts';
import { cellText, chooseColumns } from './export-columns.ts';
import type { FormatOptions, LineFormat, LineWriter } from './line-format.ts';

/**
 * CSV in three profiles: safe in a spreadsheet, raw for machines, and one that Excel takes whole.
 * RFC 4180 in all: every field quoted, CR LF, a header; the page's eight columns or chosen ones.
 */
const mime = 'text/csv; charset=utf-8; header=present';

export const csvSafe: LineFormat = {
  title: 'CSV',
  says: 'Safe to open in a spreadsheet: a cell that would be a formula has an apostrophe in front.',
  mime,
  extension: 'csv',
  eventsPerFile: null,
  lossless: false,
  writer: (options) => csvWriter(options, csvCell),
};

export const csvRaw: LineFormat = {
  title: 'CSV, raw',
  says: 'For programs: every value byte for byte. Do not open it in a spreadsheet.',
  mime,
  extension: 'csv',
  eventsPerFile: null,
  lossless: false,
  writer: (options) => csvWriter(options, quoteCell),
};

/** Rows of a sheet, one of them the header; characters of a cell, in UTF-16 units. */
const excelRows = 1_048_576;
export const excelCellUnits = 32_767;

export const csvExcel: LineFormat = {
  title: 'CSV for Excel',
  says: `Safe, with a byte order mark, at most ${excelRows} rows a file; a cell beyond ${excelCellUnits} characters is cut and says so.`,
  mime,
  extension: 'csv',
  eventsPerFile: excelRows - 1,
  lossless: false,
  writer: excelWriter,
};

function csvWriter({ columns: names }: FormatOptions = {}, cell: (text: string) => string, mark = ''): LineWriter {
  const columns = chooseColumns(names);
  const line = (event: RecordedEvent, leafHash?: string): string => {
    let text = '';
    for (const column of columns) text += `${text === '' ? '' : ','}${cell(cellText(column.value(event, leafHash)))}`;
    return `${text}\r\n`;
  };
  return { header: `${mark}${columns.map(({ name }) => cell(name)).join(',')}\r\n`, line, cutCells: 0 };
}

function excelWriter(options?: FormatOptions): LineWriter {
  let cutCells = 0;
  const cell = (text: string): string => {
    const safe = guardCell(text);
    if (safe.length <= excelCellUnits) return quoteCell(safe);
    cutCells += 1;
    return quoteCell(cutForExcel(safe, text.length));
  };
  const writer = csvWriter(options, cell, '\ufeff');
  return {
    ...writer,
    get cutCells() {
      return cutCells;
    },
  };
}

/** `… [cut: 40000 characters in all; the raw profile and NDJSON have them]` */
function cutForExcel(safe: string, units: number): string {
  const ending = `… [cut: ${units} characters in all; the raw profile and NDJSON have them]`;
  const kept = safe.slice(0, excelCellUnits - ending.length);
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + ending;
}
