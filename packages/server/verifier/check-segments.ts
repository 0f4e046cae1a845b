import { base64, sameBytes } from '@annals/ledger';
import { framesCount, readFrame } from '../segments/bodies.ts';
import { eventsInFrame, type SegmentEntry, type SegmentList } from '../segments/list.ts';
import { newerBodies } from '../segments/unlisted.ts';
import { checkBodiesFile } from './check-bodies-file.ts';
import type { EventCheck, Leaves } from './check-events.ts';
import { Findings, waysOn } from './findings.ts';
import { checkUpperTiles, leafTile, readLeaves } from './read-tiles.ts';

/** Checks every byte that segments hold of an organisation: files, frames, events, tiles, roots. `size` is the journal's. */
export async function checkSegments(
  data: string,
  organisation: string,
  list: SegmentList,
  size: number,
  events: EventCheck,
  findings: Findings,
): Promise<void> {
  for (const entry of list.current) await checkSegment({ data, organisation, entry, end: list.end, events, findings });
  await checkUpperTiles(data, organisation, { since: 0, until: list.end, end: list.end }, events, findings);
  for (const file of newerBodies(data, organisation, list, size))
    findings.add('newer', {
      severity: 'error',
      sequence: list.end,
      file: `segments/${organisation}/${file}`,
      what: `the file is newer than the list, which ends at event ${list.end}, and the journal, which holds ${size}: one of them was put back`,
      wayOn: waysOn.newerBodies,
    });
}

export interface SegmentCheck {
  data: string;
  organisation: string;
  entry: SegmentEntry;
  /** Of all segments. */
  end: number;
  /** Its tree stands at the segment's first event; it moves to the segment's end. */
  events: EventCheck;
  findings: Findings;
  /** Called after each frame. */
  pause?: () => Promise<void>;
}

/**
 * One segment: file, frames, events, leaves, root. Where its parts contradict each other, the list's root says which of
 * them is the changed one.
 */
export async function checkSegment(check: SegmentCheck): Promise<void> {
  const { data, organisation, entry, end, events, findings } = check;
  const file = `segments/${organisation}/${entry.file}`;
  const listFile = `segments/${organisation}/list.jsonl`;
  const until = entry.first + entry.count;
  const changedFile = await checkBodiesFile(data, organisation, entry);
  checkCause(check);
  const frames = new Findings(organisation);
  const byBodies = await readBodies(check, changedFile === null ? listFile : file, frames);
  const byTiles = await readLeaves(data, organisation, [entry.first, until], end, findings);
  const differing = byTiles.flatMap((leaf, i) => (leaf && byBodies[i] && !sameBytes(leaf, byBodies[i]) ? [i] : []));
  const [preferTiles, preferBodies] = [either(byTiles, byBodies), either(byBodies, byTiles)];
  const agree = differing.length === 0 && [byBodies, byTiles].every((leaves) => leaves.every((leaf) => leaf !== null));
  const bodiesFit = agree || rootWith(events, entry, byBodies) === entry.root;
  const tilesFit = differing.length === 0 || rootWith(events, entry, preferTiles) === entry.root;

  if (changedFile !== null)
    findings.add('bodies file', {
      severity: 'error',
      sequence: entry.first,
      ...(bodiesFit
        ? { file: listFile, what: `of ${entry.file}, which holds the events of tiles or root: ${changedFile}`, wayOn: waysOn.restoreList }
        : { file, what: changedFile, wayOn: waysOn.restoreSegment }),
    });
  for (const finding of frames.all()) findings.add('in bodies', finding);
  for (const i of differing) {
    const sequence = entry.first + i;
    const what = `the stored event makes the leaf ${base64(byBodies[i]!)}, the tile holds ${base64(byTiles[i]!)}`;
    findings.add(
      'changed event',
      !tilesFit && bodiesFit
        ? { severity: 'error', sequence, file: leafTile(organisation, sequence, end), what, wayOn: waysOn.rebuildTiles }
        : { severity: 'error', sequence, file, what, wayOn: waysOn.changedBody },
    );
  }

  events.append(entry.first, tilesFit ? preferTiles : preferBodies);
  const root = base64(events.tree.root());
  if (events.tree.size === until && root !== entry.root)
    findings.add('root', {
      severity: 'error',
      sequence: entry.first,
      file: listFile,
      what: `the events up to ${until} make the root ${root}, the list says ${entry.root}`,
      wayOn: waysOn.restoreList,
    });
}

/** A generation above 0 lacks bodies or values: the event that let them go must be in the ledger. */
function checkCause({ organisation, entry, events, findings }: SegmentCheck): void {
  if (entry.generation === 0) {
    if (entry.cause === null) return;
  } else if (entry.cause !== null && events.isRemembered(entry.cause)) return;
  findings.add('cause', {
    severity: 'error',
    sequence: entry.first,
    file: `segments/${organisation}/list.jsonl`,
    what: `generation ${entry.generation} of the segment names ${entry.cause ?? 'no event'} as its cause, which the ledger does not know`,
    wayOn: waysOn.restoreSegment,
  });
}

/** `blamed`: a file that is the one of the list, but cannot be read by the list's frames, is not the one to mend. */
async function readBodies({ data, organisation, entry, events, pause }: SegmentCheck, blamed: string, findings: Findings): Promise<Leaves> {
  const file = `segments/${organisation}/${entry.file}`;
  const leaves: Leaves = [];
  for (let frame = 0; frame < entry.frames.length; frame++) {
    const first = entry.first + frame * eventsInFrame;
    try {
      const { lines, secrets } = await readFrame(data, organisation, entry, frame);
      leaves.push(...events.compute({ first, lines, secrets, file, mayBeEmpty: entry.generation > 0 }, findings));
    } catch (error) {
      findings.addError('frame', error, {
        sequence: first,
        file: blamed,
        wayOn: blamed === file ? waysOn.restoreSegment : waysOn.restoreList,
      });
      leaves.push(...Array.from({ length: framesCount(entry, frame) }, () => null));
    }
    await pause?.();
  }
  return leaves;
}

const either = (first: Leaves, second: Leaves): Leaves => first.map((leaf, i) => leaf ?? second[i] ?? null);

/** Root at the segment's end if these were its leaves; null when some are missing. */
function rootWith(events: EventCheck, entry: SegmentEntry, leaves: Leaves): string | null {
  if (events.tree.size !== entry.first || leaves.some((leaf) => leaf === null)) return null;
  const tree = events.tree.clone();
  for (const leaf of leaves) tree.append(leaf!);
  return base64(tree.root());
}
