import type { RecordedEvent } from '../event/types.ts';

/**
 * What every wire format of files is: a beginning, then one text an event, in the order in which events are handed in.
 *
 * Promises of each: `line` is pure but for the count of cut cells, throws for no recorded event, and ends with its own
 * line end, so that a file is the header and the lines after each other, nothing between. UTF-8 when it is written.
 * No value of an event can begin a record or a field of its own.
 */
export interface LineFormat {
  /** For people who choose. */
  readonly title: string;
  /** What it is for, in a sentence. */
  readonly says: string;
  readonly mime: string;
  /** Of file names, without the dot. */
  readonly extension: string;
  /** Events that a program takes from one file; a longer export goes on in another, which begins with the header again. */
  readonly eventsPerFile: number | null;
  /** A file of it tells a reader everything the API tells. */
  readonly lossless: boolean;
  /** One writer a file. Throws {@link FormatOptionError} when an option cannot be. */
  writer(options?: FormatOptions): LineWriter;
}

export interface LineWriter {
  /** What the file begins with; empty where the format has no header. */
  readonly header: string;
  /** `leafHash` in base64, where the file is to name the leaf of the event. */
  line(event: RecordedEvent, leafHash?: string): string;
  /** Cells that did not fit and say so themselves. Only the Excel profile has a limit. */
  readonly cutCells: number;
}

/** Each format reads those that concern it. */
export interface FormatOptions {
  /** CSV: names of `export-columns.ts`; the page's eight when absent. */
  readonly columns?: readonly string[];
  /** Syslog: the machine and the process that write, where the event names none. */
  readonly host?: string;
  readonly pid?: number;
  /** Syslog: APP-NAME. */
  readonly appName?: string;
  /** RFC 5424: version of Annals, in the element `origin`. */
  readonly softwareVersion?: string;
  /** RFC 5424: IANA Private Enterprise Number behind the `@` of our elements. */
  readonly enterpriseNumber?: number;
  /** Lightrun: `absent` leaves HOSTNAME out, as one copy of the page does. */
  readonly hostname?: 'present' | 'absent';
  /** Lightrun: MSGID is `empty` as in the page's sample, or of the page's `table`. */
  readonly msgid?: 'empty' | 'table';
  /** Lightrun: eventType as in the page's `sample` (`delete`), or of its `table` (`deletion`). */
  readonly eventType?: 'sample' | 'table';
}

/** An option that a format cannot follow; the message is for whoever gave it. */
export class FormatOptionError extends Error {
  override name = 'FormatOptionError';
}
