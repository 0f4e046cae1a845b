import { csvExcel, csvRaw, csvSafe } from './csv-profiles.ts';
import type { LineFormat } from './line-format.ts';
import { ndjson } from './ndjson.ts';
import { syslogLightrun } from './syslog-lightrun.ts';
import { syslogRfc5424 } from './syslog-rfc5424.ts';

/** The one list of formats that are written event by event: contract, command line, portal and documents read it. */
export const lineFormats = {
  csv: csvSafe,
  'csv-raw': csvRaw,
  'csv-excel': csvExcel,
  ndjson,
  'syslog-rfc5424': syslogRfc5424,
  'syslog-lightrun': syslogLightrun,
} as const satisfies Record<string, LineFormat>;

export type LineFormatName = keyof typeof lineFormats;

export const lineFormatNames = Object.keys(lineFormats) as [LineFormatName, ...LineFormatName[]];
