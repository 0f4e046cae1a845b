import type { ImportFormat } from './import-format.ts';
import { lightrunCsv } from './lightrun-csv.ts';
import { lightrunSiem } from './lightrun-siem.ts';
import { lightrunSyslog } from './lightrun-syslog.ts';

/** The one list of what `annals import` reads. */
export const importFormats = {
  'lightrun-csv': lightrunCsv,
  'lightrun-syslog': lightrunSyslog,
  'lightrun-siem': lightrunSiem,
} as const satisfies Record<string, ImportFormat>;

export type ImportFormatName = keyof typeof importFormats;

export const importFormatNames = Object.keys(importFormats) as [ImportFormatName, ...ImportFormatName[]];
