import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compressionExtension, exportFileName, exportFormats } from '@annals/events';
import { parseCheckpoint, parseNote } from '@annals/ledger';
import { watermarkBytes } from '../base/disk.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { writeDurably, writeStreamDurably } from '../base/files.ts';
import { readQuery } from '../index/ask.ts';
import type { EngineClient } from '../index/client.ts';
import type { ResolveEvent } from '../index/condition.ts';
import { countOf, within } from '../segments/removed.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import { checkCount } from './counts.ts';
import { IndexSource, type IndexQuestion } from './index-source.ts';
import { LeafHashes } from './leaf-hashes.ts';
import { eventsOfLedger } from './ledger-source.ts';
import { manifestText, type ExportFile, type ExportResult } from './manifest.ts';
import { parquetRows } from './parquet-rows.ts';
import { exportDirectory, manifestPath } from './paths.ts';
import { compressed, EventCursor, linesOf } from './render.ts';
import type { EventSource, SourceEvent } from './source.ts';
import { isEngineCsv, lineFormat, mostEventsOf, readsLedger, type ExportSpec } from './spec.ts';
import { writing } from './writing.ts';

/** Everything of a job that its thread is told at its start. */
export interface JobOrder {
  id: string;
  organisation: { id: string; name: string; slug: string };
  spec: ExportSpec;
  /** Instants of the range in milliseconds. */
  fromMs: number | null;
  toMs: number | null;
  asOf: number;
  requestedBy: string;
  requestedAt: string;
  /** First part of file names. */
  prefix: string;
  installation: string;
  version: string;
  enterpriseNumber: number;
  diskReserveBytes: number;
  mostQueryBytes: number;
}

export interface JobParts {
  data: string;
  ledger: StitchedLedger;
  client: EngineClient;
  resolveEvent: ResolveEvent;
  onProgress(progress: JobProgress): void;
}

export interface JobProgress {
  rows: number;
  totalRows: number | null;
  bytes: number;
}

/** The job cannot be done, and beginning again would change nothing. */
export class ExportFailed extends Error {}

const checkpointMs = 15_000;
const diskLookMs = 100;

/**
 * Writes the files of one job and, when they are all there, its manifest. The directory is there and empty.
 * Durability: when it resolves, files, manifest and their names survive a power loss. Retries: none; a job that was
 * broken off is begun again from nothing, in an empty directory.
 */
export async function runJob(order: JobOrder, parts: JobParts): Promise<ExportResult> {
  const { spec, asOf } = order;
  const oldest = parts.ledger.oldestRetained(order.organisation.id);
  const job = new Job(order, parts, oldest);
  await job.begin();
  const files = exportFormats[spec.format].compressed ? [await job.parquet()] : await job.lines();
  job.finish();
  const manifest = manifestText({
    ...order,
    madeAt: new Date().toISOString(),
    covers: oldest <= asOf ? { first: oldest, last: asOf } : null,
    found: job.found,
    events: job.rows,
    removed: job.removed,
    cutCells: job.cutCells,
    files,
    checkpoint: await coveringCheckpoint(parts.ledger, order.organisation.id, asOf),
  });
  await writeDurably(manifestPath(parts.data, order.id), manifest);
  return { files, events: job.rows, manifestSha256: createHash('sha256').update(manifest).digest('hex') };
}

class Job {
  rows = 0;
  removed = 0;
  cutCells = 0;
  found: { first: number; last: number } | null = null;
  #total: number | null = null;
  /** Bodies that retention had removed when the job began. */
  #gone = 0;
  #bytes = 0;
  #lookedMs = -Infinity;
  readonly #order: JobOrder;
  readonly #parts: JobParts;
  readonly #oldest: number;
  readonly #source: IndexSource;
  readonly #question: IndexQuestion;

  constructor(order: JobOrder, parts: JobParts, oldest: number) {
    this.#order = order;
    this.#parts = parts;
    this.#oldest = oldest;
    this.#source = new IndexSource(parts.client, parts.resolveEvent);
    const { spec, asOf, fromMs, toMs } = order;
    const selection = { organisation: order.organisation.id, filter: readQuery(spec.q, order.mostQueryBytes), fromMs, toMs, asOf };
    this.#question = { selection, order: spec.order, most: mostEventsOf(spec) };
  }

  async begin(): Promise<void> {
    this.#guard();
    if (readsLedger(this.#order.spec)) {
      const { organisation, asOf } = this.#order;
      this.#gone = countOf(within(await this.#parts.ledger.removed(organisation.id), this.#oldest, asOf + 1));
      this.#total = Math.max(0, asOf + 1 - this.#oldest) - this.#gone;
    } else {
      const { events, first, last } = await this.#source.count(this.#question);
      this.#total = events;
      if (first !== null && last !== null) this.found = { first, last };
    }
    this.#tell();
  }

  /** A row that is missing or too many is an error, never a shorter file. */
  finish(): void {
    checkCount(this.rows, this.#total ?? 0);
    if (this.removed !== this.#gone) throw new Error('Events were removed by retention while they were exported.');
  }

  async lines(): Promise<ExportFile[]> {
    const { spec } = this.#order;
    if (isEngineCsv(spec)) {
      const before = this.rows;
      const chunks = this.#source.csv(this.#question, (count) => (this.rows += count));
      const file = await this.#write(1, this.#name(), chunks);
      return [{ ...file, events: this.rows - before }];
    }
    const format = lineFormat(spec);
    const cursor = new EventCursor(this.#events());
    const files: ExportFile[] = [];
    const several = format.eventsPerFile !== null && (this.#total ?? 0) > format.eventsPerFile;
    do {
      const before = this.rows;
      const writer = format.writer({
        ...(spec.columns !== null && { columns: spec.columns }),
        ...writing(this.#order),
      });
      const onEvents = (events: readonly SourceEvent[]): void => this.#passed(events);
      const chunks = linesOf(cursor, writer, { most: format.eventsPerFile, atATime: 1024, onEvents });
      const part = files.length + 1;
      const file = await this.#write(part, this.#name(several ? part : undefined), chunks);
      this.cutCells += writer.cutCells;
      files.push({ ...file, events: this.rows - before });
    } while (!(await cursor.isAtEnd()));
    return files;
  }

  async parquet(): Promise<ExportFile> {
    // The engine makes the file whole before its first byte: what it leaves free is looked at meanwhile.
    const stop = new AbortController();
    const looking = setInterval(() => {
      try {
        this.#guard();
      } catch (error) {
        stop.abort(error);
      }
    }, diskLookMs);
    const name = this.#name();
    try {
      const file = await this.#write(1, name, this.#source.parquet(this.#question, stop.signal));
      this.rows = await parquetRows(join(exportDirectory(this.#parts.data, this.#order.id), name));
      return { ...file, events: this.rows };
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : error;
    } finally {
      clearInterval(looking);
    }
  }

  #events(): EventSource {
    const { spec, organisation, asOf } = this.#order;
    const { ledger } = this.#parts;
    if (!readsLedger(spec)) return this.#source.events(this.#question, new LeafHashes(ledger, organisation.id, asOf + 1));
    const range = { organisation: organisation.id, from: this.#oldest, to: asOf + 1, descending: spec.order.startsWith('-') };
    return eventsOfLedger(ledger, range, (count) => (this.removed += count));
  }

  #passed(events: readonly SourceEvent[]): void {
    this.rows += events.length;
    if (!readsLedger(this.#order.spec)) return;
    for (const { event } of events) {
      this.found ??= { first: event.sequence, last: event.sequence };
      this.found.first = Math.min(this.found.first, event.sequence);
      this.found.last = Math.max(this.found.last, event.sequence);
    }
  }

  async #write(part: number, name: string, chunks: AsyncIterable<Uint8Array>): Promise<Omit<ExportFile, 'events'>> {
    const digest = createHash('sha256');
    let bytes = 0;
    const measured = async function* (this: Job): AsyncGenerator<Uint8Array> {
      for await (const chunk of compressed(chunks, this.#order.spec.compression)) {
        this.#guard();
        digest.update(chunk);
        bytes += chunk.length;
        this.#bytes += chunk.length;
        yield chunk;
        this.#tell();
      }
    }.bind(this);
    try {
      await writeStreamDurably(join(exportDirectory(this.#parts.data, this.#order.id), name), measured());
    } catch (error) {
      throw isDiskFull(error) ? diskFailure() : error;
    }
    return { part, name, bytes, sha256: digest.digest('hex') };
  }

  #name(part?: number): string {
    const { spec, prefix, requestedAt } = this.#order;
    return exportFileName({
      now: new Date(requestedAt),
      extension: exportFormats[spec.format].extension + compressionExtension[spec.compression],
      prefix,
      ...(part !== undefined && { part }),
    });
  }

  #tell(): void {
    this.#parts.onProgress({ rows: this.rows, totalRows: this.#total, bytes: this.#bytes });
  }

  /** Exports leave twice the room at which recording stops, so that no export is what stops it. */
  #guard(): void {
    const now = performance.now();
    if (now - this.#lookedMs < diskLookMs / 2) return;
    this.#lookedMs = now;
    const { bavail, blocks, bsize } = statfsSync(this.#parts.data);
    if (bavail * bsize < 2 * watermarkBytes(blocks * bsize, this.#order.diskReserveBytes)) throw diskFailure();
  }
}

const diskFailure = (): ExportFailed => new ExportFailed('The disk has too little room left for the files of the export.');

/** The published checkpoint once it covers everything up to `asOf`; null when it does not come. */
async function coveringCheckpoint(ledger: StitchedLedger, organisation: string, asOf: number): Promise<string | null> {
  if (asOf < 0) return null;
  for (const deadline = performance.now() + checkpointMs; ; await sleep(200)) {
    const note = await ledger.checkpoint(organisation);
    if (note !== null && parseCheckpoint(parseNote(note).text).size > asOf) return note;
    if (performance.now() > deadline) return null;
  }
}
