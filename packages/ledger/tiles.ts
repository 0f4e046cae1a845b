import { MalformedError } from './bytes.ts';
import type { Hashing } from './hashing.ts';
import { portableHashing } from './hashing.ts';
import type { ReadHash } from './proof.ts';
import { hashBytes, nodeHash } from './tree.ts';

/** C2SP tlog-tiles: hashes of a tree in files of 256, level 0 the leaves, level 1 the roots of full level-0 tiles, and so on. */

export const tileWidth = 256;

export interface Tile {
  level: number;
  index: number;
  /** 256 for a full tile. */
  width: number;
}

/** `tile/<level>/<index in groups of three digits>`, and `.p/<width>` when it is partial. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}

const pathForm = /^tile\/(0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The inverse of {@link tilePath}; refuses every other spelling. */
export function parseTilePath(path: string): Tile {
  const match = pathForm.exec(path);
  const index = Number(match?.[2]?.replaceAll(/[x/]/g, ''));
  const tile = { level: Number(match?.[1]), index, width: match?.[3] === undefined ? tileWidth : Number(match[3]) };
  if (!match || tile.level > 63 || !Number.isSafeInteger(index) || tilePath(tile) !== path || tile.width > tileWidth)
    throw new MalformedError('not the path of a tile');
  return tile;
}

/** Hashes that a tree of this size has at a tile level. */
export function hashesAtLevel(size: number, level: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Every tile of a tree that a tree of `since` leaves did not have, partial ones too. */
export function tilesOf(size: number, since = 0): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const count = hashesAtLevel(size, level);
    const had = hashesAtLevel(since, level);
    if (count === had) continue;
    for (let index = Math.floor(had / tileWidth); index * tileWidth < count; index++)
      tiles.push({ level, index, width: Math.min(tileWidth, count - index * tileWidth) });
  }
  return tiles;
}

/** Root of the hashes of a tile whose number is a power of two, such as a full tile: a hash of the next level. */
export function tileRoot(hashes: Uint8Array, hashing: Hashing = portableHashing): Uint8Array {
  let row = Array.from({ length: hashes.length / hashBytes }, (_, i) => hashes.subarray(i * hashBytes, (i + 1) * hashBytes));
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, i) => nodeHash(row[2 * i]!, row[2 * i + 1]!, hashing));
  return row[0]!;
}

/** The tile in which the hash of a perfect subtree lies, or from whose hashes [first, first + count) it is made. */
export function tileOf(level: number, index: number): { level: number; index: number; first: number; count: number } {
  const tileLevel = Math.floor(level / 8);
  const count = 2 ** (level % 8);
  const at = index * count;
  return { level: tileLevel, index: Math.floor(at / tileWidth), first: at % tileWidth, count };
}

/** Reads subtree hashes out of tiles; `tile` yields at least the hashes asked for. */
export function hashesFromTiles(
  tile: (level: number, index: number, width: number) => Uint8Array,
  hashing: Hashing = portableHashing,
): ReadHash {
  return (level, index) => {
    const place = tileOf(level, index);
    const bytes = tile(place.level, place.index, place.first + place.count);
    const found = bytes.subarray(place.first * hashBytes, (place.first + place.count) * hashBytes);
    if (found.length !== place.count * hashBytes)
      throw new MalformedError(`the tile ${tilePath({ level: place.level, index: place.index, width: tileWidth })} is too short`);
    return tileRoot(found, hashing);
  };
}
