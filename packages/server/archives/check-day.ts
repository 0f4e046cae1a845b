import { createHash } from 'node:crypto';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import {
  base64,
  fromBase64,
  hashBytes,
  leafOf,
  openCheckpoint,
  openNote,
  parseTilePath,
  secretBytes,
  tilePath,
  tileWidth,
  verifierOf,
  verifyConsistency,
} from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import { readObject, type Source } from '../destinations/destination.ts';
import { DestinationError } from '../destinations/errors.ts';
import { Bad } from './bad.ts';
import type { Copy, Found } from './collect.ts';
import { bodiesOf, currentOf, objectOf, pathOf } from './day-events.ts';
import { dayOf } from './days.ts';
import { checkHash, hashed } from './hashed.ts';
import { type Manifest, type ManifestObject, type ObjectRole, removedOf, signatureKey, signedText } from './manifest.ts';
import { readTar, tarEnd, tarHeader, tarPadding } from './tar.ts';
import { TileStream, Unfinished } from './tile-stream.ts';

/** What checking a day carries on to the next. */
export interface Place {
  /** Null before the first day. */
  tiles: TileStream | null;
  lastReceivedAt: string;
}

/**
 * Checks one delivery by itself and against the days before: every object is what the manifest says, every event makes
 * its leaf, all leaves the root, the root is the beginning of what was signed. Throws {@link Bad}. Constant memory.
 */
export async function checkDay(source: Source, copy: Copy, { manifest, text }: Found, vkey: string, place: Place): Promise<Place> {
  const day = new DayCheck(source, copy, manifest, vkey);
  await day.signature(text);
  if (manifest.count === 0) {
    if (manifest.objects.length > 0) throw new Bad('manifest', manifest.key, 'it has objects, but no events');
    if (place.tiles && base64(place.tiles.tree.root()) !== manifest.root)
      throw new Bad('tree', manifest.key, 'its root is not that of the day before');
    return place;
  }
  // Hashes first: what a changed file decodes to says less than that it was changed.
  for (const object of manifest.objects) await day.hash(object);
  const tiles = place.tiles ?? (await day.begin());
  const lastReceivedAt = await day.events(tiles, place.lastReceivedAt);
  await day.checkpoint(tiles);
  await day.syslog();
  return { tiles, lastReceivedAt };
}

class DayCheck {
  readonly #source: Source;
  readonly #copy: Copy;
  readonly #manifest: Manifest;
  readonly #vkey: string;

  constructor(source: Source, copy: Copy, manifest: Manifest, vkey: string) {
    this.#source = source;
    this.#copy = copy;
    this.#manifest = manifest;
    this.#vkey = vkey;
  }

  /** Only the server that recorded the events can have made the manifest. */
  async signature(text: string): Promise<void> {
    const key = signatureKey(this.#manifest);
    const path = this.#copy.pathOf(key);
    if (path === null) throw new Bad('missing', key, `it belongs to ${this.#manifest.key} and is not there`);
    try {
      const note = openNote(await readObject(this.#source, path, 65_536), [verifierOf(this.#vkey)]);
      const [origin = ''] = this.#vkey.split('+');
      if (note.text !== signedText(origin, this.#manifest.key, text)) throw new Error('it signs another manifest');
    } catch (error) {
      if (error instanceof DestinationError) throw error;
      throw new Bad(
        'signature',
        this.#manifest.key,
        `its signature does not hold: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  async hash(object: ManifestObject): Promise<void> {
    const current = currentOf(this.#copy, this.#manifest, object);
    await checkHash(this.#source, this.#path(current), current);
  }

  /** What the tree was before the first day of this copy, from the tiles that go on. */
  async begin(): Promise<TileStream> {
    const { first } = this.#manifest;
    const unfinished = new Unfinished(first);
    const tar = this.#object('tiles');
    for await (const { path, bytes } of readTar(await this.#source.get(this.#path(tar)))) unfinished.add(path, bytes);
    const levels = unfinished.levels();
    if (levels === null) throw new Bad('tree', tar.key, `its tiles do not tell the tree of the ${first} events before`);
    return new TileStream(first, levels);
  }

  async events(tiles: TileStream, lastReceivedAt: string): Promise<string> {
    const { organisation, first, count, day, root } = this.#manifest;
    const removed = await this.#removedLeaves();
    const { frames, key } = await bodiesOf(this.#source, this.#copy, this.#manifest);
    const tar = createHash('sha256');
    let at = first;
    let last = lastReceivedAt;
    const put = (path: string, hashes: Uint8Array): void => {
      tar.update(tarHeader(path, hashes.length)).update(hashes).update(tarPadding(hashes.length));
    };
    try {
      for await (const { lines, secrets } of frames) {
        for (let i = 0; i < lines.length; i++, at++) {
          const line = lines[i]!;
          const gone = removed.get(at);
          if ((line === '') !== (gone !== undefined))
            throw new Bad('event', key, `event ${at} has ${line === '' ? 'no' : 'a'} body, the manifest says otherwise`);
          const leaf = gone ?? this.#leaf(line, secrets.subarray(i * secretBytes, (i + 1) * secretBytes), at, key);
          for (const full of tiles.append(leaf)) put(tilePath(full.tile), full.hashes);
          if (gone) continue;
          const receivedAt = receivedAtOf(line);
          if (dayOf(receivedAt) !== day) throw new Bad('event', key, `event ${at} was received at ${receivedAt}, not on ${day}`);
          if (receivedAt < last) throw new Bad('event', key, `event ${at} was received before the one before it`);
          last = receivedAt;
        }
      }
    } catch (error) {
      if (error instanceof Bad || error instanceof DestinationError) throw error;
      throw new Bad('event', key, `${error instanceof Error ? error.message : String(error)} (${organisation}, event ${at})`);
    }
    if (at !== first + count) throw new Bad('event', key, `it holds ${at - first} events, the manifest says ${count}`);
    if (base64(tiles.tree.root()) !== root)
      throw new Bad('tree', key, `events ${first} to ${at - 1} make the root ${base64(tiles.tree.root())}, the manifest says ${root}`);
    for (const partial of tiles.partials()) put(tilePath(partial.tile), partial.hashes);
    const tile = this.#object('tiles');
    if (tar.update(tarEnd()).digest('hex') !== tile.sha256) throw new Bad('tree', tile.key, 'its hashes are not those of the events');
    return last;
  }

  async checkpoint({ tree }: TileStream): Promise<void> {
    const object = this.#object('checkpoint');
    let signed;
    try {
      signed = openCheckpoint(await readObject(this.#source, this.#path(object), 65_536), this.#vkey);
    } catch (error) {
      if (error instanceof DestinationError) throw error;
      throw new Bad('signature', object.key, error instanceof Error ? error.message : String(error));
    }
    if (!signed.origin.endsWith(`/org/${this.#manifest.organisation}`))
      throw new Bad('signature', object.key, `it is of ${signed.origin}, not of this organisation`);
    const proof = this.#manifest.consistency.map((hash) => fromBase64(hash));
    const holds = verifyConsistency({ from: tree.size, fromRoot: tree.root(), to: signed.size, toRoot: signed.root, proof }, nodeHashing);
    if (!holds) throw new Bad('tree', object.key, `the ${tree.size} events are not the beginning of the ${signed.size} that were signed`);
  }

  async syslog(): Promise<void> {
    const object = this.#object('syslog');
    const { syslog, count } = this.#manifest;
    const unpack = syslog.compression === 'gzip' ? createGunzip() : syslog.compression === 'zstd' ? createZstdDecompress() : null;
    const source = hashed(this.#source, this.#path(object), object);
    let lines = 0;
    try {
      for await (const chunk of unpack ? through(source, unpack) : source) for (const byte of chunk) if (byte === 10) lines++;
    } catch (error) {
      if (error instanceof Bad || error instanceof DestinationError) throw error;
      throw new Bad('syslog', object.key, `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
    }
    const records = count - removedOf(this.#manifest);
    if (lines !== records * syslog.lines)
      throw new Bad('syslog', object.key, `it has ${lines} lines for ${records} events of ${syslog.lines}`);
  }

  /** What is left of events whose bodies retention had removed: their leaves, which the root vouches for. */
  async #removedLeaves(): Promise<Map<number, Uint8Array>> {
    const leaves = new Map<number, Uint8Array>();
    const { removed } = this.#manifest;
    if (removed.length === 0) return leaves;
    const tar = this.#object('tiles');
    for await (const { path, bytes } of readTar(await this.#source.get(this.#path(tar)))) {
      const { level, index } = parseTilePath(path);
      if (level > 0) continue;
      const [from, to] = [index * tileWidth, index * tileWidth + bytes.length / hashBytes];
      for (const [start, end] of removed)
        for (let at = Math.max(start, from); at < Math.min(end, to); at++)
          leaves.set(at, Uint8Array.from(bytes.subarray((at - from) * hashBytes, (at - from + 1) * hashBytes)));
    }
    return leaves;
  }

  #leaf(line: string, secret: Uint8Array, sequence: number, key: string): Uint8Array {
    try {
      return leafOf(line, secret, { organisation: this.#manifest.organisation, sequence }, nodeHashing);
    } catch (error) {
      throw new Bad('event', key, `event ${sequence}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #object(role: ObjectRole): ManifestObject {
    return objectOf(this.#manifest, role);
  }

  #path(object: ManifestObject): string {
    return pathOf(this.#copy, this.#manifest, object);
  }
}

const receivedForm = /"received_at":"([^"]{24})","recorded_by":/;

/** The last one of a line is its skeleton's: in a group the quotes of a value are escaped, and groups stand before. */
function receivedAtOf(line: string): string {
  const at = line.lastIndexOf('"received_at":"');
  return receivedForm.exec(line.slice(at))?.[1] ?? '';
}

async function* through(
  source: AsyncIterable<Uint8Array>,
  unpack: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
): AsyncIterable<Uint8Array> {
  const failures: Error[] = [];
  const fed = (async () => {
    for await (const chunk of source) if (!unpack.write(chunk)) await new Promise((drained) => unpack.once('drain', drained));
    unpack.end();
  })().catch((error: unknown) => {
    failures.push(error instanceof Error ? error : new Error(String(error)));
    unpack.destroy(failures[0]);
  });
  for await (const chunk of unpack) yield chunk as Uint8Array;
  await fed;
  if (failures[0]) throw failures[0];
}
