import { concat, GrowingTree, hashBytes, hashesAtLevel, parseTilePath, sameBytes, type Tile, tileRoot, tileWidth } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';

/**
 * The hash tiles that a growing tree gets, one after the other, in constant memory: full ones when their last hash
 * comes, partial ones when a day ends. A tree and its tiles grow together, so that either can be asked.
 */
export class TileStream {
  readonly tree: GrowingTree;
  /** Hashes of the unfinished tile of each level. */
  readonly #levels: Uint8Array[][];

  /** `unfinished`: for each level, the hashes of the tile that goes on at `size`, one behind the other. */
  constructor(size: number, unfinished: readonly Uint8Array[]) {
    this.#levels = unfinished.map((hashes) =>
      Array.from({ length: hashes.length / hashBytes }, (_, i) => hashes.subarray(i * hashBytes, (i + 1) * hashBytes)),
    );
    for (let level = 0; hashesAtLevel(size, level) > 0; level++)
      if ((this.#levels[level]?.length ?? 0) !== hashesAtLevel(size, level) % tileWidth)
        throw new RangeError(`level ${level} of a tree of ${size} has another number of hashes in its last tile`);
    this.tree = new GrowingTree(size, this.#frontier(), nodeHashing);
  }

  /** Appends a leaf; answers the tiles it completes, the lowest first. */
  append(leaf: Uint8Array): { tile: Tile; hashes: Uint8Array }[] {
    this.tree.append(leaf);
    const full: { tile: Tile; hashes: Uint8Array }[] = [];
    for (let level = 0, hash = leaf; ; level++) {
      const row = (this.#levels[level] ??= []);
      row.push(hash);
      if (row.length < tileWidth) return full;
      const hashes = concat(row);
      full.push({ tile: { level, index: this.tree.size / tileWidth ** (level + 1) - 1, width: tileWidth }, hashes });
      this.#levels[level] = [];
      hash = tileRoot(hashes, nodeHashing);
    }
  }

  /** The partial tiles as they are now, those of levels that did not grow too: with them alone a reader can go on from here. */
  partials(): { tile: Tile; hashes: Uint8Array }[] {
    return this.#levels.flatMap((row, level) =>
      row.length === 0
        ? []
        : [
            {
              tile: { level, index: Math.floor(hashesAtLevel(this.tree.size, level) / tileWidth), width: row.length },
              hashes: concat(row),
            },
          ],
    );
  }

  /** Roots of the perfect subtrees, widest first. */
  #frontier(): Uint8Array[] {
    const frontier: Uint8Array[] = [];
    for (const row of this.#levels) {
      const ofLevel: Uint8Array[] = [];
      for (let at = 0, part = tileWidth / 2; part >= 1; part /= 2) {
        if ((row.length & part) === 0) continue;
        ofLevel.push(tileRoot(concat(row.slice(at, at + part)), nodeHashing));
        at += part;
      }
      frontier.unshift(...ofLevel);
    }
    return frontier;
  }
}

/** What {@link TileStream} needs to begin at a size, out of the tiles that were delivered from there on. */
export class Unfinished {
  readonly #levels: Uint8Array[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    for (let level = 0; hashesAtLevel(size, level) > 0; level++) this.#levels.push(new Uint8Array(0));
  }

  add(path: string, hashes: Uint8Array): void {
    const { level, index } = parseTilePath(path);
    const had = hashesAtLevel(this.#size, level);
    const width = had % tileWidth;
    if (had === 0 || width === 0 || index !== Math.floor(had / tileWidth)) return;
    const begin = hashes.subarray(0, width * hashBytes);
    const before = this.#levels[level]!;
    if (before.length > 0 && !sameBytes(before, begin)) throw new Error(`${path} begins differently from a shorter one of it`);
    this.#levels[level] = begin;
  }

  /** Null while a level is not known. */
  levels(): readonly Uint8Array[] | null {
    const whole = this.#levels.every((hashes, level) => hashes.length === (hashesAtLevel(this.#size, level) % tileWidth) * hashBytes);
    return whole ? this.#levels : null;
  }
}
