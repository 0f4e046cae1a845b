import { hashBytes, type Tile, tilePath } from '@annals/ledger';
import { folderOf, type ManifestObject } from '../archives/manifest.ts';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar.ts';
import type { TileStream } from '../archives/tile-stream.ts';
import type { Destination } from '../destinations/destination.ts';
import { addRange } from '../segments/removed.ts';
import type { DayPart } from './day-part.ts';
import type { DeliveryPlan } from './job.ts';
import { ObjectStream } from './object-stream.ts';

/** What a day turns out to hold; filled in while it is read. */
export type DayContents = Pick<DayPart, 'counts' | 'removed'>;

/** The objects of a day with events, made beside each other from its parts, which come in order. */
export class DayStreams {
  readonly #tiles: TileStream;
  readonly #found: DayContents;
  readonly #syslog: ObjectStream;
  readonly #bodies: ObjectStream;
  readonly #tar: ObjectStream;
  readonly #beside: { keys: ObjectStream; entries: ObjectStream } | null;
  readonly #all: ObjectStream[];
  readonly #frames: number[] = [];
  #at = 0;

  constructor(destination: Destination, plan: DeliveryPlan, tiles: TileStream, found: DayContents) {
    this.#tiles = tiles;
    this.#found = found;
    const folder = folderOf(plan);
    const ending = { gzip: '.gz', zstd: '.zst', none: '' }[plan.compression];
    this.#syslog = new ObjectStream(destination, 'syslog', `${folder}syslog.log${ending}`, plan.compression);
    this.#tar = new ObjectStream(destination, 'tiles', `${folder}tiles.tar`);
    if (plan.lock) {
      this.#bodies = new ObjectStream(destination, 'sealed', `${folder}bodies.sealed`);
      this.#beside = {
        keys: new ObjectStream(destination, 'keys', `${folder}keys.0.bin`),
        entries: new ObjectStream(destination, 'entries', `${folder}entries.ndjson.gz`, 'gzip'),
      };
    } else {
      this.#bodies = new ObjectStream(destination, 'bodies', `${folder}bodies.0.zst`);
      this.#beside = null;
    }
    this.#all = [this.#syslog, this.#bodies, this.#tar, ...(this.#beside ? Object.values(this.#beside) : [])];
  }

  async part({ leaves, counts, removed, syslog, bodies, beside }: DayPart): Promise<void> {
    for (const [category, count] of Object.entries(counts)) this.#found.counts[category] = (this.#found.counts[category] ?? 0) + count;
    for (const [from, to] of removed) addRange(this.#found.removed, from, to);
    for (let at = 0; at < leaves.length; at += hashBytes)
      for (const full of this.#tiles.append(leaves.subarray(at, at + hashBytes))) await this.#tile(full);
    this.#frames.push(this.#at);
    this.#at += bodies.length;
    await Promise.all([
      this.#bodies.bytes(bodies),
      this.#syslog.bytes(syslog),
      beside && this.#beside?.keys.bytes(beside.keys),
      beside && this.#beside?.entries.bytes(beside.entries),
    ]);
  }

  async end(): Promise<ManifestObject[]> {
    for (const partial of this.#tiles.partials()) await this.#tile(partial);
    await this.#tar.bytes(tarEnd());
    return (await Promise.all(this.#all.map((stream) => stream.end()))).map((object) =>
      object.role === 'bodies' ? { ...object, frames: this.#frames } : object,
    );
  }

  async abort(): Promise<void> {
    await Promise.allSettled(this.#all.map((stream) => stream.abort()));
  }

  async #tile({ tile, hashes }: { tile: Tile; hashes: Uint8Array }): Promise<void> {
    await this.#tar.bytes(Buffer.concat([tarHeader(tilePath(tile), hashes.length), hashes, tarPadding(hashes.length)]));
  }
}
