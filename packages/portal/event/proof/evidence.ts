import {
  hashBytes,
  hashesAtLevel,
  hashesFromTiles,
  MalformedError,
  perfectSubtrees,
  rangeHash,
  tileOf,
  tilePath,
  tileWidth,
  type Range,
  type Tile,
} from '@annals/ledger';
import type { Disclosures } from './disclosed.ts';

/** An entry, and what it commits to without saying it. */
export interface GivenEntry {
  /** base64 */
  entry: string;
  /** Null when they are not handed out. */
  disclosures: Disclosures | null;
}

/** Where evidence comes from; nothing it answers is believed. */
export interface EvidenceSource {
  key(): Promise<string>;
  checkpoint(): Promise<string>;
  tile(path: string): Promise<Uint8Array>;
  /** Null when retention removed the event. */
  entry(sequence: number): Promise<GivenEntry | null>;
}

/** Hashes of subtrees of a tree of `size` leaves, each tile fetched once. At most a few tiles, however large the tree is. */
export async function rangeHashes(ranges: readonly Range[], size: number, source: EvidenceSource): Promise<Uint8Array[]> {
  const tiles = new Map<string, Tile>();
  for (const { level, index } of ranges.flatMap(perfectSubtrees)) {
    const place = tileOf(level, index);
    const width = Math.min(tileWidth, hashesAtLevel(size, place.level) - place.index * tileWidth);
    const tile = { level: place.level, index: place.index, width };
    tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  const bytes = new Map(
    await Promise.all(
      [...tiles].map(async ([name, tile]) => {
        const path = tilePath(tile);
        const found = await source.tile(path);
        if (found.length !== tile.width * hashBytes) throw new MalformedError(`the hash tile ${path} has not ${tile.width} hashes`);
        return [name, found] as const;
      }),
    ),
  );
  const read = hashesFromTiles((level, index) => bytes.get(`${level}/${index}`) ?? new Uint8Array(0));
  return ranges.map((range) => rangeHash(range, read));
}
