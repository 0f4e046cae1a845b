import { assemble, lineFormats, type LineWriter, type StoredRecord } from '@annals/events';
import { digestsOf, entryText, parseRecord, sameBytes, secretBytes, type Tile, tilePath } from '@annals/ledger';
import { dayOf } from '../archives/days.ts';
import { folderOf, type ManifestObject } from '../archives/manifest.ts';
import { keyOf, sealEvent } from '../archives/sealed-bodies.ts';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar.ts';
import type { TileStream } from '../archives/tile-stream.ts';
import { nodeHashing } from '../base/hashing.ts';
import type { Destination } from '../destinations/destination.ts';
import { encodeFrame } from '../segments/bodies.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { eventsInFrame } from '../segments/list.ts';
import { addRange } from '../segments/removed.ts';
import type { DeliveryPlan } from './job.ts';
import { ObjectStream } from './object-stream.ts';

/** What a day turns out to hold; filled in while it is read. */
export interface DayContents {
  /** Events that have a body, by category. */
  counts: Record<string, number>;
  /** Sequences [from, to) without one. */
  removed: [number, number][];
}

/** The objects of a day with events, made beside each other from one reading. */
export class DayStreams {
  readonly #plan: DeliveryPlan;
  readonly #tiles: TileStream;
  readonly #found: DayContents;
  readonly #writer: LineWriter;
  readonly #syslog: ObjectStream;
  readonly #bodies: ObjectStream;
  readonly #tar: ObjectStream;
  readonly #sealed: { keys: ObjectStream; entries: ObjectStream } | null;
  readonly #all: ObjectStream[];
  readonly #frames: number[] = [];
  #at = 0;
  #lines: string[] = [];
  #secrets: Uint8Array[] = [];
  #framing: Promise<Buffer> | null = null;

  constructor(destination: Destination, plan: DeliveryPlan, tiles: TileStream, found: DayContents) {
    this.#plan = plan;
    this.#tiles = tiles;
    this.#found = found;
    this.#writer = lineFormats[plan.profile === 'rfc5424' ? 'syslog-rfc5424' : 'syslog-lightrun'].writer({
      host: plan.host,
      pid: plan.pid,
      enterpriseNumber: plan.enterpriseNumber,
      softwareVersion: plan.annals,
    });
    const folder = folderOf(plan);
    const ending = { gzip: '.gz', zstd: '.zst', none: '' }[plan.compression];
    this.#syslog = new ObjectStream(destination, 'syslog', `${folder}syslog.log${ending}`, plan.compression);
    this.#tar = new ObjectStream(destination, 'tiles', `${folder}tiles.tar`);
    if (plan.lock) {
      this.#bodies = new ObjectStream(destination, 'sealed', `${folder}bodies.sealed`);
      this.#sealed = {
        keys: new ObjectStream(destination, 'keys', `${folder}keys.0.bin`),
        entries: new ObjectStream(destination, 'entries', `${folder}entries.ndjson.gz`, 'gzip'),
      };
    } else {
      this.#bodies = new ObjectStream(destination, 'bodies', `${folder}bodies.0.zst`);
      this.#sealed = null;
    }
    this.#all = [this.#syslog, this.#bodies, this.#tar, ...(this.#sealed ? Object.values(this.#sealed) : [])];
  }

  async event(sequence: number, line: string, secret: Uint8Array, leaf: Uint8Array): Promise<void> {
    if (line === '') addRange(this.#found.removed, sequence, sequence + 1);
    else await this.#withBody(sequence, line, secret, leaf);
    for (const full of this.#tiles.append(leaf)) await this.#tile(full);
    this.#lines.push(line);
    this.#secrets.push(secret);
    if (this.#lines.length === eventsInFrame) await this.#frame();
  }

  async #withBody(sequence: number, line: string, secret: Uint8Array, leaf: Uint8Array): Promise<void> {
    const { organisation, day } = this.#plan;
    const entry = this.#entryOf(sequence, line, secret, leaf);
    const record = JSON.parse(line) as StoredRecord;
    if (dayOf(record.skeleton.received_at) !== day)
      throw new LedgerDamaged(organisation, sequence, '', `the event was received at ${record.skeleton.received_at}, not on ${day}`);
    const { counts } = this.#found;
    counts[record.skeleton.category] = (counts[record.skeleton.category] ?? 0) + 1;
    await this.#syslog.text(this.#writer.line(assemble(record, organisation, sequence)));
    if (this.#sealed) await this.#sealed.entries.text(`${entry}\n`);
  }

  async end(): Promise<ManifestObject[]> {
    await this.#frame();
    await this.#framed();
    for (const partial of this.#tiles.partials()) await this.#tile(partial);
    await this.#tar.bytes(tarEnd());
    return (await Promise.all(this.#all.map((stream) => stream.end()))).map((object) =>
      object.role === 'bodies' ? { ...object, frames: this.#frames } : object,
    );
  }

  async abort(): Promise<void> {
    await Promise.allSettled([...this.#all.map((stream) => stream.abort()), this.#framing]);
  }

  /** What is delivered is proved first: the entry whose hash is the leaf. */
  #entryOf(sequence: number, line: string, secret: Uint8Array, leaf: Uint8Array): string {
    const { organisation } = this.#plan;
    const texts = parseRecord(line);
    const entry = entryText(texts, digestsOf(texts, secret, nodeHashing), { organisation, sequence });
    if (!sameBytes(nodeHashing.textBytes(`\u0000\u0001${entry}`), leaf))
      throw new LedgerDamaged(organisation, sequence, '', 'the body does not make the leaf of the tree; it is not archived');
    return entry;
  }

  async #tile({ tile, hashes }: { tile: Tile; hashes: Uint8Array }): Promise<void> {
    await this.#tar.bytes(Buffer.concat([tarHeader(tilePath(tile), hashes.length), hashes, tarPadding(hashes.length)]));
  }

  /** A frame is compressed while the next one is read. */
  async #frame(): Promise<void> {
    if (this.#lines.length === 0) return;
    const content = { lines: this.#lines, secrets: Buffer.concat(this.#secrets) };
    [this.#lines, this.#secrets] = [[], []];
    if (this.#sealed) {
      const secretAt = (i: number) => content.secrets.subarray(i * secretBytes, (i + 1) * secretBytes);
      const keys = content.lines.map((_, i) => keyOf(secretAt(i)));
      await this.#bodies.bytes(Buffer.concat(content.lines.map((line, i) => sealEvent(keys[i]!, secretAt(i), line))));
      await this.#sealed.keys.bytes(Buffer.concat(keys));
      return;
    }
    await this.#framed();
    this.#framing = encodeFrame(content);
    // Told when it is waited for.
    this.#framing.catch(() => undefined);
  }

  async #framed(): Promise<void> {
    const frame = await this.#framing;
    this.#framing = null;
    if (frame === null) return;
    this.#frames.push(this.#at);
    this.#at += frame.length;
    await this.#bodies.bytes(frame);
  }
}
