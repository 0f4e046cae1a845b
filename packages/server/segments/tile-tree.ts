import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrowingTree, hashBytes, hashesAtLevel, tilePath, tileRoot, tileWidth } from '@annals/ledger';
import { errorCode, messageOf } from '../base/exit.ts';
import { nodeHashing } from '../base/hashing.ts';
import { LedgerDamaged } from './damaged.ts';

/**
 * The tree of the first `size` events, from tiles alone, when segments end at `end` ≥ `size`: one read a level, for the
 * unfinished tile of each holds what the tree's frontier is made of. Throws {@link LedgerDamaged} that names the tile.
 * Reads at once: a start asks it of every organisation, and the way through the thread pool costs ten times the read.
 */
export function treeOfTiles(data: string, organisation: string, size: number, end: number): GrowingTree {
  const frontier: Uint8Array[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const count = hashesAtLevel(size, level);
    const width = count % tileWidth;
    if (width === 0) continue;
    const index = (count - width) / tileWidth;
    const held = Math.min(tileWidth, hashesAtLevel(end, level) - index * tileWidth);
    const tile = readTile(data, organisation, { level, index, width: held });
    const ofLevel: Uint8Array[] = [];
    for (let at = 0, part = tileWidth / 2; part > 0; part = Math.floor(part / 2)) {
      if ((width & part) === 0) continue;
      ofLevel.push(tileRoot(tile.subarray(at * hashBytes, (at + part) * hashBytes), nodeHashing));
      at += part;
    }
    // Levels come from the bottom, a frontier is told widest first.
    frontier.unshift(...ofLevel);
  }
  return new GrowingTree(size, frontier, nodeHashing);
}

function readTile(data: string, organisation: string, tile: { level: number; index: number; width: number }): Uint8Array {
  const file = `segments/${organisation}/${tilePath(tile)}`;
  const damaged = (what: string, cause?: unknown) =>
    new LedgerDamaged(organisation, tile.index * tileWidth ** (tile.level + 1), file, what, { cause });
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(data, file));
  } catch (error) {
    throw errorCode(error) === 'ENOENT'
      ? damaged('the tile is missing', error)
      : new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
  if (bytes.length !== tile.width * hashBytes) throw damaged(`the tile has ${bytes.length} bytes, not ${tile.width * hashBytes}`);
  return bytes;
}
