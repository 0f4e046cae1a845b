import {
  chooseColumns,
  compatEvents,
  type ExportCompression,
  type ExportFormatName,
  exportFormats,
  FormatOptionError,
  type LineFormat,
  lineFormatOf,
  lineFormats,
  pageColumns,
  profilesOf,
} from '@annals/events';
import { Problem } from '../base/problem.ts';

export type ExportOrder = '-sequence' | 'sequence' | '-occurred_at' | 'occurred_at';

/** What was asked for, in the words of the API; kept with a job as JSON. Organisation and `as_of` stand beside it. */
export interface ExportSpec {
  format: ExportFormatName;
  /** Null: the format has one way only. */
  profile: string | null;
  /** Null: the usual ones. */
  columns: string[] | null;
  compression: ExportCompression;
  q: string;
  from: string | null;
  to: string | null;
  order: ExportOrder;
  /** The newest 1,000, as the original page. */
  compat: boolean;
}

export interface SpecInput extends Partial<Omit<ExportSpec, 'format'>> {
  format: ExportFormatName;
}

/** Completes what was asked for and refuses what cannot be, by the name of the field. `code` is that of a body or of parameters. */
export function specOf(input: SpecInput, code: 'validation_failed' | 'parameter_invalid'): ExportSpec {
  const format = exportFormats[input.format];
  const refuse = (field: string, detail: string): never => {
    throw new Problem(code, { detail: `${field}: ${detail}`, errors: [{ pointer: `/${field}`, code: 'invalid', detail }] });
  };
  const profiles = profilesOf(input.format);
  const profile = input.profile ?? profiles[0] ?? null;
  if (profile !== null && !profiles.includes(profile))
    refuse('profile', profiles.length === 0 ? `${format.title} has no profiles.` : `Must be ${profiles.join(' or ')}.`);
  const columns = input.columns ?? null;
  if (columns !== null && !format.columns) refuse('columns', `${format.title} has no columns to choose.`);
  if (columns !== null)
    try {
      chooseColumns(columns);
    } catch (error) {
      if (error instanceof FormatOptionError) refuse('columns', error.message);
      throw error;
    }
  const compression = input.compression ?? 'none';
  if (compression !== 'none' && format.compressed) refuse('compression', `${format.title} is compressed in itself.`);
  const compat = input.compat ?? false;
  return {
    format: input.format,
    profile,
    columns,
    compression,
    q: input.q ?? '',
    from: input.from ?? null,
    to: input.to ?? null,
    // The page's own order is that of its Date column.
    order: compat ? '-occurred_at' : (input.order ?? '-sequence'),
    compat,
  };
}

/** The page's eight columns, safe: the engine has them ready in its rows and writes the whole file. */
export function isEngineCsv({ format, profile, columns }: ExportSpec): boolean {
  return (
    format === 'csv' && profile === 'safe' && (columns === null || columns.join('\n') === pageColumns.map(({ name }) => name).join('\n'))
  );
}

/** Nothing is asked of the events: the ledger itself is read, in its own order. */
export function isEverything({ q, from, to, order, compat }: ExportSpec): boolean {
  return q.trim() === '' && from === null && to === null && !compat && order.endsWith('sequence');
}

/** Reads the ledger, so the index need not be there. */
export function readsLedger(spec: ExportSpec): boolean {
  return isEverything(spec) && spec.format !== 'parquet' && !isEngineCsv(spec);
}

export const mostEventsOf = ({ compat }: ExportSpec): number | null => (compat ? compatEvents : null);

export function lineFormat({ format, profile }: ExportSpec): LineFormat {
  const name = lineFormatOf(format, profile);
  if (name === null) throw new Error(`${format} is not written line by line`);
  return lineFormats[name];
}
