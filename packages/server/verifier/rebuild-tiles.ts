import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { base64, concat, GrowingTree, tilePath, tilesOf } from '@annals/ledger';
import { messageOf } from '../base/exit.ts';
import { ensureDirectory, syncFolders, writeDurably } from '../base/files.ts';
import { nodeHashing } from '../base/hashing.ts';
import { framesCount, readFrame } from '../segments/bodies.ts';
import { eventsInFrame, readList } from '../segments/list.ts';
import { isOrganisation, organisationDirectory, segmentsDirectory } from '../segments/paths.ts';
import { TileFiles } from '../segments/tile-files.ts';
import { EventCheck, type Leaves } from './check-events.ts';
import { Findings } from './findings.ts';
import { checkUpperTiles, readLeaves } from './read-tiles.ts';

export interface RebuiltTiles {
  rebuilt: string[];
  refused: { organisation: string; why: string }[];
}

/**
 * Makes the tiles anew of each organisation that has a wrong one, from the stored events. Only where the events of each
 * segment make the root that its list has; otherwise nothing of the organisation is written. For a stopped server.
 */
export async function rebuildTiles(data: string): Promise<RebuiltTiles> {
  const result: RebuiltTiles = { rebuilt: [], refused: [] };
  for (const organisation of (await readdir(segmentsDirectory(data))).filter(isOrganisation)) {
    try {
      if (await rebuild(data, organisation)) result.rebuilt.push(organisation);
    } catch (error) {
      result.refused.push({ organisation, why: messageOf(error) });
    }
  }
  return result;
}

async function rebuild(data: string, organisation: string): Promise<boolean> {
  const list = await readList(data, organisation);
  // Ids are not looked at here, so every event is where it should be.
  const findings = new Findings(organisation);
  const events = new EventCheck(organisation, () => null);
  const segments: Uint8Array[] = [];
  for (const entry of list.current) {
    const leaves: Leaves = [];
    for (let frame = 0; frame < entry.frames.length; frame++) {
      const first = entry.first + frame * eventsInFrame;
      const { lines, secrets } = await readFrame(data, organisation, entry, frame);
      leaves.push(
        ...events.compute({ first, lines, secrets, file: entry.file, mayBeEmpty: entry.generation > 0 }, new Findings(organisation)),
      );
      if (leaves.length !== frame * eventsInFrame + framesCount(entry, frame)) throw new Error(`${entry.file} holds too few events`);
    }
    const stored = await readLeaves(data, organisation, [entry.first, entry.first + entry.count], list.end, findings);
    // Of a body that retention removed only the tile knows the leaf; the root says whether it is the right one.
    const known = leaves.map((leaf, i) => leaf ?? (entry.generation > 0 ? (stored[i] ?? null) : null));
    if (known.includes(null)) throw new Error(`${entry.file} lacks bodies: only a backup has its tiles`);
    events.append(entry.first, known);
    if (base64(events.tree.root()) !== entry.root)
      throw new Error(`the events up to ${events.tree.size} do not make the root of list.jsonl`);
    if (stored.some((leaf, i) => leaf === null || base64(leaf) !== base64(known[i]!)))
      findings.add('tile', { severity: 'error', what: 'changed', wayOn: '' });
    segments.push(concat(known as Uint8Array[]));
  }
  await checkUpperTiles(data, organisation, { since: 0, until: list.end, end: list.end }, events, findings);
  if (findings.all().length === 0) {
    // An earlier try may have ended before the names were durable.
    const directory = organisationDirectory(data, organisation);
    await syncFolders(
      directory,
      tilesOf(list.end).map((tile) => join(directory, tilePath(tile))),
    );
    return false;
  }
  await write(data, organisation, segments);
  return true;
}

/** As the sealer did, segment after segment; what is right already gets the same bytes. */
async function write(data: string, organisation: string, segments: readonly Uint8Array[]): Promise<void> {
  const tiles = new TileFiles(data, organisation);
  const tree = new GrowingTree(0, [], nodeHashing);
  for (const leaves of segments) {
    const since = tree.size;
    tree.appendAll(leaves);
    const paths = await tiles.write(since, tree.size, leaves, replaceTile);
    await syncFolders(organisationDirectory(data, organisation), [...paths, join(organisationDirectory(data, organisation), 'tile')]);
    await tiles.forgetPartials(since, tree.size);
  }
}

/** As one step: of a body that retention removed, the tile that is there is the only one to know the leaf. */
async function replaceTile(path: string, bytes: Uint8Array): Promise<void> {
  await ensureDirectory(dirname(path));
  await writeDurably(path, bytes);
}
