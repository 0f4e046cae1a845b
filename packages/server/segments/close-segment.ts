import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { base64, concat, type GrowingTree, hashBytes } from '@annals/ledger';
import { appendSynced, syncDirectory, syncFolders, writeDurably, writeSynced } from '../base/files.ts';
import type { Batch } from '../journal/reader.ts';
import { encodeFrame } from './bodies.ts';
import { LedgerDamaged } from './damaged.ts';
import { eventsInFrame, printEntry, type SegmentEntry, type SegmentList } from './list.ts';
import { bodiesName, listPath, organisationDirectory } from './paths.ts';
import { TileFiles } from './tile-files.ts';

export interface CloseSegment {
  data: string;
  organisation: string;
  /** As it lies on disk, confirmed by this process (see {@link confirmList}). */
  list: SegmentList;
  /** Events from `list.end` on, contiguous; only events that a signed checkpoint covers. */
  batches: Iterable<Batch>;
  /** The segment ends with the frame in which its plaintext reaches this. */
  segmentBytes: number;
  /** The tree at `list.end`; moved to the segment's end. */
  tree: GrowingTree;
  closedAt: string;
}

/**
 * Moves events from the journal into a closed segment. Order of durable writes: bodies → tiles → folders → list line.
 * When it resolves, the journal may forget them; when it rejects, nothing is listed or the line is, and the next run,
 * which reads the list anew, repeats or goes on. Returns null when there are no events.
 */
export async function closeSegment(close: CloseSegment): Promise<SegmentEntry | null> {
  const { data, organisation, list, tree } = close;
  const first = list.end;
  const folder = organisationDirectory(data, organisation);
  const frames: Buffer[] = [];
  const leaves: Uint8Array[] = [];
  let [count, plaintextBytes] = [0, 0];
  for (const frame of intoFrames(close)) {
    frames.push(await encodeFrame(frame));
    leaves.push(frame.leaves);
    count += frame.lines.length;
    plaintextBytes += frame.bytes;
    if (plaintextBytes >= close.segmentBytes) break;
  }
  if (count === 0) return null;
  const bodies = Buffer.concat(frames);
  const file = bodiesName(first, 0);
  await writeSynced(join(folder, file), bodies);

  const allLeaves = concat(leaves);
  const tiles = new TileFiles(data, organisation);
  const tilePaths = await tiles.write(first, first + count, allLeaves);
  await syncFolders(data, [join(folder, file), ...tilePaths]);

  tree.appendAll(allLeaves);
  const entry: SegmentEntry = {
    first,
    count,
    generation: 0,
    file,
    bytes: bodies.length,
    sha256: createHash('sha256').update(bodies).digest('hex'),
    frames: offsets(frames),
    root: base64(tree.root()),
    cause: null,
    closed_at: close.closedAt,
  };
  await appendSynced(listPath(data, organisation), `${printEntry(entry)}\n`);
  await syncDirectory(folder);
  await tiles.forgetPartials(first, first + count);
  return entry;
}

/**
 * Writes the list anew as it can be read, without a line that a crash cut off: what an earlier, failed sync left in
 * doubt is synced again before anything is forgotten on its word.
 */
export async function confirmList(data: string, organisation: string, list: SegmentList): Promise<void> {
  await writeDurably(listPath(data, organisation), list.entries.map((entry) => `${printEntry(entry)}\n`).join(''));
}

interface Frame {
  secrets: Uint8Array;
  lines: string[];
  leaves: Uint8Array;
  bytes: number;
}

function* intoFrames({ batches, organisation, list }: CloseSegment): Iterable<Frame> {
  let at = list.end;
  let [secrets, lines, leaves, bytes]: [Uint8Array[], string[], Uint8Array[], number] = [[], [], [], 0];
  for (const batch of batches) {
    if (batch.first !== at)
      throw new LedgerDamaged(organisation, at, 'journal/journal.db', `events from ${at} are missing, the next is ${batch.first}`);
    for (let taken = 0; taken < batch.lines.length;) {
      const take = Math.min(eventsInFrame - lines.length, batch.lines.length - taken);
      secrets.push(batch.secrets.subarray(taken * 16, (taken + take) * 16));
      leaves.push(batch.leaves.subarray(taken * hashBytes, (taken + take) * hashBytes));
      for (let i = taken; i < taken + take; i++) {
        const line = batch.lines[i]!;
        lines.push(line);
        bytes += line.length + 17;
      }
      taken += take;
      if (lines.length === eventsInFrame) {
        yield { secrets: concat(secrets), lines, leaves: concat(leaves), bytes };
        [secrets, lines, leaves, bytes] = [[], [], [], 0];
      }
    }
    at += batch.lines.length;
  }
  if (lines.length > 0) yield { secrets: concat(secrets), lines, leaves: concat(leaves), bytes };
}

function offsets(frames: readonly Uint8Array[]): number[] {
  let at = 0;
  return frames.map((frame) => {
    const start = at;
    at += frame.length;
    return start;
  });
}
