import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  concat,
  GrowingTree,
  hashBytes,
  hashesAtLevel,
  perfectSubtrees,
  tileOf,
  tilePath,
  tileRoot,
  tilesOf,
  tileWidth,
} from '@annals/ledger';
import { remove, writeSynced } from '../base/files.ts';
import { nodeHashing } from '../base/hashing.ts';
import { organisationDirectory } from './paths.ts';

/**
 * The hash tiles of the events in segments, in C2SP layout. Of the tree of `end` leaves (what segments hold) every full
 * tile exists and, for each level, the partial one; nothing is ever rewritten with other bytes.
 */
export class TileFiles {
  readonly #directory: string;

  constructor(data: string, organisation: string) {
    this.#directory = organisationDirectory(data, organisation);
  }

  /** The first `width` hashes of a tile, when segments end at `end`. */
  async read(level: number, index: number, width: number, end: number): Promise<Uint8Array> {
    const held = Math.min(tileWidth, hashesAtLevel(end, level) - index * tileWidth);
    const path = tilePath({ level, index, width: held });
    const bytes = await readFile(join(this.#directory, path));
    if (bytes.length !== held * hashBytes || held < width)
      throw new Error(`the tile ${path} has ${bytes.length} bytes, not ${held * hashBytes}`);
    return bytes.subarray(0, width * hashBytes);
  }

  /** Leaf hashes of [from, to), with to ≤ end. */
  async leaves(from: number, to: number, end: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (let at = from; at < to;) {
      const index = Math.floor(at / tileWidth);
      const until = Math.min(to, (index + 1) * tileWidth);
      const tile = await this.read(0, index, until - index * tileWidth, end);
      parts.push(tile.subarray((at % tileWidth) * hashBytes));
      at = until;
    }
    return concat(parts);
  }

  /** The tree of the first `size` leaves, size ≤ end, without reading all of them. */
  async tree(size: number, end: number): Promise<GrowingTree> {
    const frontier: Uint8Array[] = [];
    for (const { level, index } of perfectSubtrees({ start: 0, end: size })) frontier.push(await this.subtree(level, index, end));
    return new GrowingTree(size, frontier, nodeHashing);
  }

  /** Hash of a perfect subtree within the first `end` leaves. */
  async subtree(level: number, index: number, end: number): Promise<Uint8Array> {
    const place = tileOf(level, index);
    const tile = await this.read(place.level, place.index, place.first + place.count, end);
    return tileRoot(tile.subarray(place.first * hashBytes), nodeHashing);
  }

  /**
   * Writes what the tree of `end` leaves has and that of `since` had not; `leaves` are those of [since, end).
   * Returns the paths when the bytes are synced; the caller syncs the folders. Repeating it writes the same bytes.
   * `put` writes a tile in place of the usual way, which spoils one that is there should it break off.
   */
  async write(since: number, end: number, leaves: Uint8Array, put?: (path: string, bytes: Uint8Array) => Promise<void>): Promise<string[]> {
    const tiles = tilesOf(end, since);
    const paths: string[] = [];
    let below: { first: number; hashes: Uint8Array } = { first: since, hashes: leaves };
    for (let level = 0; hashesAtLevel(end, level) > 0; level++) {
      const start = Math.floor(hashesAtLevel(since, level) / tileWidth) * tileWidth;
      const kept = below.first - start;
      // What the tiles of the smaller tree already hold of the tile that goes on.
      const old = kept === 0 ? new Uint8Array(0) : await this.read(level, start / tileWidth, kept, since);
      const hashes = concat([old, below.hashes]);
      await inParallel(
        tiles.filter((tile) => tile.level === level),
        async (tile) => {
          const path = join(this.#directory, tilePath(tile));
          paths.push(path);
          const at = tile.index * tileWidth - start;
          const bytes = hashes.subarray(at * hashBytes, (at + tile.width) * hashBytes);
          await (put?.(path, bytes) ?? writeSynced(path, bytes));
        },
      );
      const firstAbove = Math.floor(start / tileWidth);
      const full = Math.floor(hashes.length / hashBytes / tileWidth);
      const roots = Array.from({ length: full }, (_, i) =>
        tileRoot(hashes.subarray(i * tileWidth * hashBytes, (i + 1) * tileWidth * hashBytes), nodeHashing),
      );
      below = { first: firstAbove, hashes: concat(roots) };
    }
    return paths;
  }

  /** Removes the partial tiles of the tree of `since` leaves that the tree of `end` leaves has grown past. */
  async forgetPartials(since: number, end: number): Promise<void> {
    for (let level = 0; hashesAtLevel(since, level) > 0; level++) {
      const [had, has] = [hashesAtLevel(since, level), hashesAtLevel(end, level)];
      if (had !== has && had % tileWidth !== 0)
        await remove(join(this.#directory, tilePath({ level, index: Math.floor(had / tileWidth), width: had % tileWidth })));
    }
  }
}

/** The disk orders syncs that come together; one after the other each would wait for its own turn. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}
