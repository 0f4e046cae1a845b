import { type LineFormatName, lineFormats } from './formats.ts';

/**
 * The formats of an export as people choose them: a format, and a profile where there are several ways to write it.
 * Contract, server, command line, portal and documents read this list; how a line is written is in {@link lineFormats}.
 */
export interface ExportFormat {
  readonly title: string;
  readonly says: string;
  readonly mime: string;
  /** Of file names, without the dot. */
  readonly extension: string;
  /** The first is the one when none is named. Null: there is one way only. */
  readonly profiles: Readonly<Record<string, LineFormatName>> | null;
  /** Rows with columns that can be chosen. */
  readonly columns: boolean;
  /** Compressed in itself already. */
  readonly compressed: boolean;
}

export const exportFormats = {
  csv: {
    title: 'CSV',
    says: 'Rows for a spreadsheet or a script.',
    mime: lineFormats.csv.mime,
    extension: 'csv',
    profiles: { safe: 'csv', raw: 'csv-raw', excel: 'csv-excel' },
    columns: true,
    compressed: false,
  },
  ndjson: {
    title: 'NDJSON',
    says: 'One JSON object a line, lossless, with the hash of the leaf.',
    mime: lineFormats.ndjson.mime,
    extension: 'ndjson',
    profiles: null,
    columns: false,
    compressed: false,
  },
  parquet: {
    title: 'Parquet',
    says: 'Typed columns for DuckDB, pandas, Spark and the like, compressed with zstd.',
    mime: 'application/vnd.apache.parquet',
    extension: 'parquet',
    profiles: null,
    columns: false,
    compressed: true,
  },
  syslog: {
    title: 'Syslog',
    says: 'One message an event: strict RFC 5424, or the layout of the Lightrun archive.',
    mime: 'text/plain; charset=utf-8',
    extension: 'log',
    profiles: { rfc5424: 'syslog-rfc5424', lightrun: 'syslog-lightrun' },
    columns: false,
    compressed: false,
  },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof exportFormats;

export const exportFormatNames = Object.keys(exportFormats) as [ExportFormatName, ...ExportFormatName[]];

export const exportCompressions = ['none', 'gzip', 'zstd'] as const;
export type ExportCompression = (typeof exportCompressions)[number];

export const compressionExtension: Readonly<Record<ExportCompression, string>> = { none: '', gzip: '.gz', zstd: '.zst' };
export const compressionMime: Readonly<Record<ExportCompression, string | null>> = {
  none: null,
  gzip: 'application/gzip',
  zstd: 'application/zstd',
};

/** Rows of the original page's own export. */
export const compatEvents = 1000;

/** The profiles of a format, its usual one first; none where there is one way only. */
export function profilesOf(format: ExportFormatName): string[] {
  return Object.keys(exportFormats[format].profiles ?? {});
}

/** How a line of it is written; null for Parquet, which the engine writes, and for a profile the format has not. */
export function lineFormatOf(format: ExportFormatName, profile: string | null): LineFormatName | null {
  if (format === 'ndjson') return 'ndjson';
  const profiles: Readonly<Record<string, LineFormatName>> = exportFormats[format].profiles ?? {};
  return (profile === null ? Object.values(profiles)[0] : Object.hasOwn(profiles, profile) ? profiles[profile] : null) ?? null;
}
