import type { UnlistedEvent } from '../../event/input.ts';

/**
 * Reading what another system exported, record by record, in whatever pieces the text comes. A damaged record costs
 * itself: it is named by its number and its line, and reading goes on behind it. What does not map is kept in `extra`
 * with its text. Nothing is thrown for any input.
 */
export interface ImportFormat {
  readonly title: string;
  readonly says: string;
  /** Two records of the same text are two events; else the second is the first delivered again. */
  readonly repeats: boolean;
  /** One a file. */
  reader(options?: ReaderOptions): ImportReader;
}

export interface ReaderOptions {
  /** IANA's name of the zone of instants that say none; UTC when absent. */
  readonly zone?: string;
}

export interface ImportReader {
  /** The records that are whole with this text. */
  push(text: string): ImportItem[];
  /** The rest, when the file has ended. */
  end(): ImportItem[];
}

export type ImportItem = ImportedRecord | DamagedRecord;

interface Place {
  /** From 1, in the file. */
  number: number;
  /** Line of the file where it begins, from 1. */
  line: number;
}

export interface ImportedRecord extends Place {
  /** To be recorded, but for its id. */
  event: ImportedEvent;
  /** What makes the id: the same for the same record, wherever it stands. */
  identity: string;
  /** Names of what is kept in `extra` because it has no place. */
  kept: readonly string[];
  /** What was taken for granted, for the report. */
  assumed: readonly string[];
}

export interface DamagedRecord extends Place {
  problem: string;
}

export type ImportedEvent = UnlistedEvent;

/** A record that cannot be read; `ImportReader` turns it into a {@link DamagedRecord}. */
export class ImportError extends Error {
  override name = 'ImportError';
}

/** A record as it was cut out of the file, before anything of it is understood. */
export interface RawRecord<Raw> {
  line: number;
  raw: Raw | ImportError;
}

export interface Splitter<Raw> {
  push(text: string): RawRecord<Raw>[];
  end(): RawRecord<Raw>[];
}

export type ReadRecord = Omit<ImportedRecord, 'number' | 'line'>;

/** A reader of what a splitter cuts and a function understands. */
export function readerOf<Raw>(splitter: Splitter<Raw>, read: (raw: Raw) => ReadRecord): ImportReader {
  let number = 0;
  const item = ({ line, raw }: RawRecord<Raw>): ImportItem => {
    const place = { number: (number += 1), line };
    if (raw instanceof ImportError) return { ...place, problem: raw.message };
    try {
      return { ...place, ...read(raw) };
    } catch (error) {
      if (error instanceof ImportError) return { ...place, problem: error.message };
      throw error;
    }
  };
  return { push: (text) => splitter.push(text).map(item), end: () => splitter.end().map(item) };
}
