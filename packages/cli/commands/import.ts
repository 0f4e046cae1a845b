import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AnnalsClient, EventToRecord } from '@annals/client';
import { type ImportedRecord, type ImportFormatName, importFormats, isZone, normalise } from '@annals/events';
import { connect } from '../connect.ts';
import { exitCodes, messageOf, UsageError, type ExitCode } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import { textOf, UnreadableError } from './import-bytes.ts';
import { ImportReport } from './import-report.ts';

export interface ImportOptions {
  format: ImportFormatName;
  organisation?: string;
  zone?: string;
  dryRun?: true;
  json?: true;
}

/** A request holds at most so many events, and so many bytes; both well below what the server takes. */
const eventsPerRequest = 1_000;
const bytesPerRequest = 4 * 1024 * 1024;

/**
 * Records what another system exported: files one after the other, in constant memory. The id of an event is made of its
 * record, so that a second run, or a run after one that broke off, records nothing twice. A damaged record is named
 * and left out; the rest is recorded, and the command ends with 1. `--dry-run` asks no server.
 */
export async function importCommand(terminal: Terminal, files: readonly string[], options: ImportOptions): Promise<ExitCode> {
  if (options.zone !== undefined && !isZone(options.zone)) throw new UsageError(`${options.zone} is no zone; one is Europe/Berlin.`);
  const sources = files.length === 0 ? ['-'] : files;
  for (const file of sources) await refuseUnreadable(file);
  const report = new ImportReport(terminal, options.dryRun === true);
  const sender = options.dryRun ? new Checker(terminal, report, options) : new Sender(connect(terminal), terminal, report, options);
  try {
    for (const file of sources) {
      for await (const record of recordsOf(terminal, file, options, report)) await sender.take(file, record);
      await sender.flush();
    }
  } catch (error) {
    report.brokenOff();
    throw error;
  }
  report.end(options.json === true);
  return report.failed ? exitCodes.failed : exitCodes.ok;
}

async function refuseUnreadable(file: string): Promise<void> {
  if (file === '-') return;
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
  });
  if (!found.isFile() && !found.isFIFO()) throw new UsageError(`${file} is no file.`);
}

interface Identified extends ImportedRecord {
  id: string;
}

/** The records of a file that are not damaged; the others are told at once. */
async function* recordsOf(terminal: Terminal, file: string, options: ImportOptions, report: ImportReport): AsyncIterable<Identified> {
  const format = importFormats[options.format];
  const reader = format.reader(options.zone === undefined ? {} : { zone: options.zone });
  const seen = format.repeats ? new Repetitions() : null;
  const chunks = file === '-' ? terminal.stdin : (createReadStream(file) as AsyncIterable<Uint8Array>);
  let number = 0;
  const identified = function* (items: ReturnType<typeof reader.push>): Iterable<Identified> {
    for (const item of items) {
      ({ number } = item);
      report.read(file);
      if ('problem' in item) report.damaged(file, item);
      else yield { ...item, id: idOf(options.format, item.identity, seen?.times(item.identity) ?? 0) };
    }
  };
  try {
    for await (const text of textOf(chunks)) yield* identified(reader.push(text));
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    report.damaged(file, { number: number + 1, line: 0, problem: `from here on ${error.message}; nothing behind it is read` });
    return;
  }
  yield* identified(reader.end());
}

/** UUIDv8 (RFC 9562) of the record's text: the same record has the same id whenever and wherever it is read. */
export function idOf(format: ImportFormatName, identity: string, times: number): string {
  const bytes = createHash('sha256').update(`annals import ${format} ${times}\n`).update(identity).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** How often a text came before, as far as it came lately: equal records of one second stand near each other. */
class Repetitions {
  static readonly #most = 100_000;
  #now = new Map<string, number>();
  #before = new Map<string, number>();

  times(text: string): number {
    const key = createHash('sha256').update(text).digest('base64');
    const times = (this.#now.get(key) ?? this.#before.get(key) ?? -1) + 1;
    this.#now.set(key, times);
    if (this.#now.size > Repetitions.#most) {
      this.#before = this.#now;
      this.#now = new Map();
    }
    return times;
  }
}

/** Sends batches, in order. */
class Sender {
  readonly #client: AnnalsClient;
  readonly #terminal: Terminal;
  readonly #report: ImportReport;
  readonly #options: ImportOptions;
  #batch: { file: string; record: Identified }[] = [];
  #bytes = 0;

  constructor(client: AnnalsClient, terminal: Terminal, report: ImportReport, options: ImportOptions) {
    this.#client = client;
    this.#terminal = terminal;
    this.#report = report;
    this.#options = options;
  }

  async take(file: string, record: Identified): Promise<void> {
    const bytes = Buffer.byteLength(JSON.stringify(record.event));
    if (this.#batch.length === eventsPerRequest || (this.#batch.length > 0 && this.#bytes + bytes > bytesPerRequest)) await this.flush();
    this.#batch.push({ file, record });
    this.#bytes += bytes;
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    if (batch.length === 0) return;
    const events = batch.map(({ record }): EventToRecord => ({ id: record.id, ...record.event }));
    const { organisation, json } = this.#options;
    const { receipts } = await this.#client.record(events, organisation === undefined ? {} : { organisation });
    for (const { index, ...receipt } of receipts) {
      const { file, record } = batch[index]!;
      if (json) this.#terminal.out(JSON.stringify({ file, record: record.number, ...receipt }));
      if (receipt.problem === null) this.#report.recorded(record, receipt.status === 'duplicate');
      else this.#report.rejected(file, record, receipt.problem);
    }
  }
}

/** Says what a server would say, without one. */
class Checker {
  readonly #terminal: Terminal;
  readonly #report: ImportReport;
  readonly #options: ImportOptions;

  constructor(terminal: Terminal, report: ImportReport, options: ImportOptions) {
    this.#terminal = terminal;
    this.#report = report;
    this.#options = options;
  }

  take(file: string, record: Identified): Promise<void> {
    const event = { id: record.id, ...record.event };
    const result = normalise(event, { strict: false, allowReserved: false });
    if (result.ok) this.#report.recorded(record, false);
    else this.#report.rejected(file, record, result);
    if (this.#options.json) this.#terminal.out(JSON.stringify(event));
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}
