import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashBytes, hashesAtLevel, sameBytes, tilePath, tileWidth, tilesOf } from '@annals/ledger';
import { type EventCheck, leavesIn, type Leaves } from './check-events.ts';
import { type Findings, waysOn } from './findings.ts';

/** Path, inside the data directory, of the level-0 tile that holds a leaf when segments end at `end`. */
export function leafTile(organisation: string, sequence: number, end: number): string {
  const index = Math.floor(sequence / tileWidth);
  return `segments/${organisation}/${tilePath({ level: 0, index, width: Math.min(tileWidth, end - index * tileWidth) })}`;
}

/** The leaves of [from, to) as the tiles hold them; a tile that cannot be read is named and its leaves are null. */
export async function readLeaves(
  data: string,
  organisation: string,
  [from, to]: readonly [number, number],
  end: number,
  findings: Findings,
): Promise<Leaves> {
  const leaves: Leaves = [];
  for (let at = from; at < to;) {
    const first = at - (at % tileWidth);
    const until = Math.min(to, first + tileWidth);
    const file = leafTile(organisation, at, end);
    try {
      const bytes = await readFile(join(data, file));
      const whole = Math.min(tileWidth, end - first) * hashBytes;
      if (bytes.length !== whole) throw new Error(`the tile has ${bytes.length} bytes, not ${whole}`);
      leaves.push(...leavesIn(bytes.subarray((at - first) * hashBytes, (until - first) * hashBytes)));
    } catch (error) {
      findings.addError('tile', error, { sequence: at, file, wayOn: waysOn.rebuildTiles });
      for (; at < until; at++) leaves.push(null);
    }
    at = until;
  }
  return leaves;
}

/**
 * The tiles above level 0 that the events of [since, until) completed a hash of; level 0 is compared leaf by leaf.
 * `events` has walked them; segments end at `end`.
 */
export async function checkUpperTiles(
  data: string,
  organisation: string,
  { since, until, end }: { since: number; until: number; end: number },
  events: EventCheck,
  findings: Findings,
): Promise<void> {
  for (const { level, index, width } of tilesOf(until, since)) {
    if (level === 0) continue;
    const held = Math.min(tileWidth, hashesAtLevel(end, level) - index * tileWidth);
    const file = `segments/${organisation}/${tilePath({ level, index, width: held })}`;
    const place = { file, sequence: index * tileWidth ** (level + 1), wayOn: waysOn.rebuildTiles };
    const walked = hashesAtLevel(since, level);
    try {
      const bytes = await readFile(join(data, file));
      if (bytes.length !== held * hashBytes) throw new Error(`the tile has ${bytes.length} bytes, not ${held * hashBytes}`);
      const stored = leavesIn(bytes);
      const wrong = Array.from({ length: width }, (_, i) => index * tileWidth + i).find(
        (at) =>
          at >= walked && events.tree.size >= until && !sameBytes(stored[at - index * tileWidth]!, events.hashesAt(level)[at - walked]!),
      );
      if (wrong !== undefined)
        findings.add('tile', {
          severity: 'error',
          what: `hash ${wrong - index * tileWidth} of the tile is not made of those below it`,
          ...place,
        });
    } catch (error) {
      findings.addError('tile', error, place);
    }
  }
}
