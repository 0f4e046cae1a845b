import { base64, type GrowingTree } from '@annals/ledger';
import type { RetentionPolicy } from '@annals/events';
import { framesCount, isEmptyFrame, readFrame } from '../segments/bodies.ts';
import { eventsInFrame, readList, type SegmentEntry, type SegmentList } from '../segments/list.ts';
import { addRange, countOf, includes, type Ranges, removedIn } from '../segments/removed.ts';
import type { Removal } from '../segments/rewrite.ts';
import { Due, factsOf, type HoldInForce, holdsAll } from './due.ts';

/** What the sweep is to decide for one organisation. */
export interface RetentionOrder {
  organisation: string;
  /** All of them count. */
  policies: RetentionPolicy[];
  nowMs: number;
  /** The archive has the events below; null: no archive is configured. */
  archivedTo: number | null;
  holds: HoldInForce[];
}

/** What goes, for the event that says so. */
export interface RetentionSummary {
  events: number;
  /** About how many bytes of bodies. */
  bytes: number;
  segments: number;
  /** First sequence that goes, and the one after the last. */
  from: number;
  to: number;
  /** Due, and kept by a hold. */
  held: number;
  /** Due, and not in the archive yet. */
  waitingForArchive: number;
  /** The least sequence that is left; at this size the tree has `root`, base64. */
  oldestRetained: number;
  root: string;
}

export interface RetentionPlan {
  organisation: string;
  removals: Removal[];
  summary: RetentionSummary;
}

export interface PlanSources {
  data: string;
  /** Events under the last signed checkpoint. */
  signedSize: number;
  tree(size: number): Promise<Pick<GrowingTree, 'root'>>;
  /** Which sequences of [from, to) the holds with a query describe. Raises when it cannot be told for certain. */
  heldByQuery(holds: readonly HoldInForce[], from: number, to: number): Promise<ReadonlySet<number>>;
}

/**
 * Looks through the segments from the oldest on and says what is due, archived, signed and held by nothing. Changes
 * nothing. Where everything of a segment is due by its time, no event of it is read but the first and the last.
 */
export async function planRetention(order: RetentionOrder, sources: PlanSources): Promise<RetentionPlan> {
  const { organisation, holds, archivedTo } = order;
  const due = new Due(order.policies, order.nowMs);
  const list = await readList(sources.data, organisation);
  const summary = { events: 0, bytes: 0, segments: 0, from: 0, to: 0, held: 0, waitingForArchive: 0 };
  const removals: Removal[] = [];
  if (due.firstMs !== null && !holds.some(holdsAll))
    for (const entry of list.current) {
      if (entry.first + entry.count > sources.signedSize) break;
      const already = await removedIn(sources.data, organisation, entry);
      const left = entry.count - countOf(already);
      if (left === 0) continue;
      const times = await timesOf(sources.data, organisation, entry);
      if (times.firstMs > due.firstMs) break;
      const found = await goingOf(order, sources, due, entry, times.lastMs);
      summary.held += found.held;
      const [going, waiting] = beforeSequence(found.going, archivedTo ?? Infinity);
      const [events, late] = [countLeft(going, already), countLeft(waiting, already)];
      summary.waitingForArchive += late;
      if (events === 0) continue;
      if (summary.events === 0) summary.from = going[0]![0];
      summary.to = going.at(-1)![1];
      summary.events += events;
      summary.bytes += Math.round((entry.bytes * events) / left);
      summary.segments++;
      removals.push({ entry, removed: going });
    }
  const oldestRetained = await oldestAfter(sources.data, organisation, list, removals);
  const root = base64((await sources.tree(oldestRetained)).root());
  return { organisation, removals, summary: { ...summary, oldestRetained, root } };
}

/** What goes of one segment, by time, kind and holds. */
async function goingOf(
  { organisation, holds }: RetentionOrder,
  sources: PlanSources,
  due: Due,
  entry: SegmentEntry,
  lastMs: number,
): Promise<{ going: Ranges; held: number }> {
  const until = entry.first + entry.count;
  if (holds.length === 0 && due.lastMs !== null && lastMs <= due.lastMs) return { going: [[entry.first, until]], held: 0 };
  const queries = holds.filter(({ q }) => q !== '');
  const byQuery = queries.length === 0 ? null : await sources.heldByQuery(queries, entry.first, until);
  const ranges = holds.filter(({ q }) => q === '');
  const going: [number, number][] = [];
  let held = 0;
  for (let frame = 0; frame < entry.frames.length; frame++) {
    const first = entry.first + frame * eventsInFrame;
    if (isEmptyFrame(entry, frame)) {
      addRange(going, first, first + framesCount(entry, frame));
      continue;
    }
    for (const [i, line] of (await readFrame(sources.data, organisation, entry, frame)).lines.entries()) {
      if (line !== '') {
        const facts = factsOf(line);
        if (!due.is(facts)) continue;
        if (byQuery?.has(first + i) === true || ranges.some((hold) => inRange(hold, facts.occurredMs))) {
          held++;
          continue;
        }
      }
      addRange(going, first + i, first + i + 1);
    }
  }
  return { going, held };
}

const inRange = ({ fromMs, toMs }: HoldInForce, ms: number): boolean => (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);

/** received_at of the first and the last event of a segment that are left; it never decreases between them. */
async function timesOf(data: string, organisation: string, entry: SegmentEntry): Promise<{ firstMs: number; lastMs: number }> {
  const full = entry.frames.map((_, frame) => frame).filter((frame) => !isEmptyFrame(entry, frame));
  const at = async (frame: number, find: 'find' | 'findLast'): Promise<number> => {
    const line = (await readFrame(data, organisation, entry, frame)).lines[find]((one) => one !== '');
    if (line === undefined) throw new Error(`frame ${frame} of ${entry.file} is long and holds no event`);
    return factsOf(line).receivedMs;
  };
  return { firstMs: await at(full[0]!, 'find'), lastMs: await at(full.at(-1)!, 'findLast') };
}

function beforeSequence(ranges: Ranges, end: number): [Ranges, Ranges] {
  const [before, after]: [[number, number][], [number, number][]] = [[], []];
  for (const [from, to] of ranges) {
    addRange(before, from, Math.min(to, end));
    addRange(after, Math.max(from, end), to);
  }
  return [before, after];
}

/** How many of `going` have not gone already. */
function countLeft(going: Ranges, already: Ranges): number {
  let count = countOf(going);
  for (const [from, to] of already) for (const [start, end] of going) count -= Math.max(0, Math.min(to, end) - Math.max(from, start));
  return count;
}

async function oldestAfter(data: string, organisation: string, list: SegmentList, removals: readonly Removal[]): Promise<number> {
  for (const entry of list.current) {
    const going = removals.find((removal) => removal.entry === entry)?.removed ?? [];
    const already = await removedIn(data, organisation, entry);
    for (let at = entry.first; at < entry.first + entry.count; at++) {
      const gone = jump(going, at) ?? jump(already, at);
      if (gone === null) return at;
      at = gone - 1;
    }
  }
  return list.end;
}

/** Where the range that holds a sequence ends, or null. */
const jump = (ranges: Ranges, sequence: number): number | null =>
  includes(ranges, sequence) ? (ranges.find(([from, to]) => from <= sequence && sequence < to)?.[1] ?? null) : null;
