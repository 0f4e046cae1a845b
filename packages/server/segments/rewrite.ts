import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../base/exit.ts';
import { appendSynced, remove, syncDirectory, writeSynced } from '../base/files.ts';
import { emptyFrame, encodeFrame, framesCount, isEmptyFrame, readFrame, readFrameBytes } from './bodies.ts';
import { confirmList } from './close-segment.ts';
import { eventsInFrame, printEntry, readList, type SegmentEntry } from './list.ts';
import { bodiesName, organisationDirectory } from './paths.ts';
import { countOf, type Ranges, within } from './removed.ts';

/**
 * New generations of segments, in which events that retention let go have no body. Order of durable writes:
 * 1. `writeGeneration`: the new bodies file, beside the old one; it does not count yet.
 * 2. `listGenerations`: the folder, then the lines of the list. From here on the new ones are read.
 * 3. The old bodies files, and the folder: what was removed is off the disk.
 * A crash before 2 leaves a file that `removeLeftovers` takes away; one before 3 leaves old bodies that nobody reads,
 * which it takes away, too.
 */

/** What goes of a segment as it is now; sequences of the organisation. */
export interface Removal {
  entry: SegmentEntry;
  removed: Ranges;
}

/** Writes the next generation of a segment; frames from which nothing goes stay as they are, byte for byte. */
export async function writeGeneration(
  data: string,
  organisation: string,
  { entry, removed }: Removal,
  cause: { eventId: string; at: string },
): Promise<SegmentEntry> {
  const generation = entry.generation + 1;
  const file = bodiesName(entry.first, generation);
  const frames: Buffer[] = [];
  for (let frame = 0; frame < entry.frames.length; frame++) frames.push(await newFrame(data, organisation, entry, frame, removed));
  const bodies = Buffer.concat(frames);
  await writeSynced(join(organisationDirectory(data, organisation), file), bodies);
  let at = 0;
  return {
    first: entry.first,
    count: entry.count,
    generation,
    file,
    bytes: bodies.length,
    sha256: createHash('sha256').update(bodies).digest('hex'),
    frames: frames.map(({ length }) => (at += length) - length),
    root: entry.root,
    cause: cause.eventId,
    closed_at: cause.at,
  };
}

async function newFrame(data: string, organisation: string, entry: SegmentEntry, frame: number, removed: Ranges): Promise<Buffer> {
  const first = entry.first + frame * eventsInFrame;
  const count = framesCount(entry, frame);
  const gone = within(removed, first, first + count);
  if (gone.length === 0 || isEmptyFrame(entry, frame)) return readFrameBytes(data, organisation, entry, frame);
  if (countOf(gone) === count) return emptyFrame(count);
  const content = await readFrame(data, organisation, entry, frame);
  const [lines, secrets] = [[...content.lines], Uint8Array.from(content.secrets)];
  for (const [from, to] of gone) {
    lines.fill('', from - first, to - first);
    secrets.fill(0, (from - first) * 16, (to - first) * 16);
  }
  return lines.every((line) => line === '') ? emptyFrame(count) : encodeFrame({ lines, secrets });
}

/**
 * Makes generations count, and takes the old ones off the disk. Only while nobody else works on the organisation's list.
 * Skips those of a segment that is no longer of the generation before; returns what became of the list.
 */
export async function listGenerations(data: string, organisation: string, made: readonly SegmentEntry[]): Promise<SegmentEntry[]> {
  const folder = organisationDirectory(data, organisation);
  const list = await readList(data, organisation);
  const listed = made.filter((entry) =>
    list.current.some(
      ({ first, count, generation, root }) =>
        first === entry.first && count === entry.count && root === entry.root && generation + 1 === entry.generation,
    ),
  );
  if (listed.length === 0) return [];
  await syncDirectory(join(folder, 'bodies'));
  // Without a line that a crash cut off, which the new ones would else be glued to.
  await confirmList(data, organisation, list);
  await appendSynced(join(folder, 'list.jsonl'), listed.map((entry) => `${printEntry(entry)}\n`).join(''));
  await syncDirectory(folder);
  for (const { first, generation } of listed) await remove(join(folder, bodiesName(first, generation - 1)));
  await syncDirectory(join(folder, 'bodies'));
  return listed;
}

const bodiesForm = /^(\d{12})\.(\d+)\.zst$/;

/**
 * Takes away bodies files that a crash left: of generations before the one that counts, and of generations above 0 that
 * no line names. Only while nobody else works on the organisation's list. Returns how many.
 */
export async function removeLeftoverBodies(data: string, organisation: string): Promise<number> {
  const folder = join(organisationDirectory(data, organisation), 'bodies');
  const list = await readList(data, organisation);
  const current = new Map(list.current.map((entry) => [entry.first, entry.generation]));
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const leftovers = names.filter((name) => {
    const [, first, generation] = bodiesForm.exec(name) ?? [];
    const counts = first === undefined ? undefined : current.get(Number(first));
    // Of generation 0 without a line: the sealer is about to list it.
    return counts !== undefined && Number(generation) !== counts;
  });
  for (const name of leftovers) await remove(join(folder, name));
  if (leftovers.length > 0) await syncDirectory(folder);
  return leftovers.length;
}
