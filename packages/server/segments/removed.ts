import { framesCount, isEmptyFrame, readFrame, readFrameNow } from './bodies.ts';
import { eventsInFrame, type SegmentEntry, type SegmentList } from './list.ts';

/** Sequences [from, to), ascending and apart. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** The least sequence whose body is there; the end of the segments when none is: what follows is in the journal. Reads one frame. */
export function oldestRetainedIn(data: string, organisation: string, list: SegmentList): number {
  for (const entry of list.current) {
    if (entry.generation === 0) return entry.first;
    for (let frame = 0; frame < entry.frames.length; frame++) {
      if (isEmptyFrame(entry, frame)) continue;
      const at = readFrameNow(data, organisation, entry, frame).lines.findIndex((line) => line !== '');
      if (at >= 0) return entry.first + frame * eventsInFrame + at;
    }
  }
  return list.end;
}

/** The events of a segment whose bodies were removed. Reads the frames that hold some and lack some. */
export async function removedIn(data: string, organisation: string, entry: SegmentEntry): Promise<Ranges> {
  if (entry.generation === 0) return [];
  const ranges: [number, number][] = [];
  for (let frame = 0; frame < entry.frames.length; frame++) {
    const first = entry.first + frame * eventsInFrame;
    if (isEmptyFrame(entry, frame)) addRange(ranges, first, first + framesCount(entry, frame));
    else
      (await readFrame(data, organisation, entry, frame)).lines.forEach((line, i) => {
        if (line === '') addRange(ranges, first + i, first + i + 1);
      });
  }
  return ranges;
}

/** Adds a range behind the others; one that follows directly is joined. */
export function addRange(ranges: [number, number][], from: number, to: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === from) last[1] = to;
  else if (to > from) ranges.push([from, to]);
}

/** Those parts of ranges that lie in [from, to). */
export function within(ranges: Ranges, from: number, to: number): Ranges {
  const [low, high] = [firstEndingAfter(ranges, from), firstEndingAfter(ranges, to)];
  return ranges
    .slice(low, high + 1)
    .map(([start, end]) => [Math.max(start, from), Math.min(end, to)] as const)
    .filter(([start, end]) => start < end);
}

export const countOf = (ranges: Ranges): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);

export function includes(ranges: Ranges, sequence: number): boolean {
  const range = ranges[firstEndingAfter(ranges, sequence)];
  return range !== undefined && range[0] <= sequence;
}

function firstEndingAfter(ranges: Ranges, sequence: number): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] > sequence) high = middle;
    else low = middle + 1;
  }
  return low;
}
