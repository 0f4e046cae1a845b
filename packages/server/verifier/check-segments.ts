import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { base64, concat, sameBytes, tilePath, tileWidth, tilesOf } from '@annals/ledger';
import { framesCount, readFrame } from '../segments/bodies.ts';
import { eventsInFrame, type SegmentEntry, type SegmentList } from '../segments/list.ts';
import { organisationDirectory } from '../segments/paths.ts';
import { TileFiles } from '../segments/tile-files.ts';
import type { EventCheck } from './check-events.ts';
import { type Findings, waysOn } from './findings.ts';

/** Checks every byte that segments hold of an organisation: files, frames, events, tiles, roots. */
export async function checkSegments(
  data: string,
  organisation: string,
  list: SegmentList,
  events: EventCheck,
  findings: Findings,
): Promise<void> {
  for (const entry of list.entries)
    await checkFile(data, organisation, entry, entry === list.current.find((one) => one.first === entry.first), findings);
  for (const entry of list.current) {
    await checkEntry(data, organisation, entry, list.end, events, findings);
    const root = base64(events.tree.root());
    if (events.tree.size === entry.first + entry.count && root !== entry.root) {
      findings.add('root', {
        severity: 'error',
        sequence: entry.first,
        file: `segments/${organisation}/list.jsonl`,
        what: `the leaves up to ${events.tree.size} make the root ${root}, the list says ${entry.root}`,
        wayOn: waysOn.rebuildTiles,
      });
    }
  }
  await checkTiles(data, organisation, list.end, events, findings);
}

async function checkFile(data: string, organisation: string, entry: SegmentEntry, current: boolean, findings: Findings): Promise<void> {
  const file = `segments/${organisation}/${entry.file}`;
  const place = { sequence: entry.first, file, wayOn: waysOn.restoreSegment };
  try {
    const { size } = await stat(join(data, file));
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(join(data, file))) digest.update(chunk as Buffer);
    const sha256 = digest.digest('hex');
    if (size !== entry.bytes || sha256 !== entry.sha256)
      findings.add('bodies file', {
        severity: 'error',
        what: `the file has ${size} bytes and SHA-256 ${sha256}, the list says ${entry.bytes} and ${entry.sha256}`,
        ...place,
      });
  } catch (error) {
    // An earlier generation is gone on purpose: that is what an erasure does.
    if (current) findings.addError('bodies file', error, place);
  }
}

async function checkEntry(
  data: string,
  organisation: string,
  entry: SegmentEntry,
  end: number,
  events: EventCheck,
  findings: Findings,
): Promise<void> {
  const file = `segments/${organisation}/${entry.file}`;
  const tiles = new TileFiles(data, organisation);
  for (let frame = 0; frame < entry.frames.length; frame++) {
    const first = entry.first + frame * eventsInFrame;
    const count = framesCount(entry, frame);
    let leaves: Uint8Array | null = null;
    try {
      leaves = await tiles.leaves(first, first + count, end);
    } catch (error) {
      findings.addError('tile', error, { sequence: first, file: `segments/${organisation}/tile`, wayOn: waysOn.rebuildTiles });
    }
    try {
      const { lines, secrets } = await readFrame(data, organisation, entry, frame);
      events.add({ first, lines, secrets, leaves, file, mayBeEmpty: entry.generation > 0 });
    } catch (error) {
      findings.addError('frame', error, { sequence: first, file, wayOn: waysOn.restoreSegment });
      if (leaves) events.addLeaves(first, leaves);
    }
  }
}

/** Levels above 0: level 0 is compared leaf by leaf. */
async function checkTiles(data: string, organisation: string, end: number, events: EventCheck, findings: Findings): Promise<void> {
  for (const tile of tilesOf(end)) {
    if (tile.level === 0) continue;
    const path = tilePath(tile);
    const place = {
      file: `segments/${organisation}/${path}`,
      sequence: tile.index * tileWidth ** (tile.level + 1),
      wayOn: waysOn.rebuildTiles,
    };
    try {
      const bytes = await readFile(join(organisationDirectory(data, organisation), path));
      const known = events.hashesAt(tile.level).slice(tile.index * tileWidth, tile.index * tileWidth + tile.width);
      if (events.tree.size >= end && !sameBytes(bytes, concat(known)))
        findings.add('tile', { severity: 'error', what: 'the tile is not made of the hashes below it', ...place });
    } catch (error) {
      findings.addError('tile', error, place);
    }
  }
}
