import { parseDate } from '@internationalized/date';
import { endOf, isDay, momentsOf, startOf } from '../zone.ts';
import { nextPreset, presets, spanMsOf } from './relative.ts';

/** Moving and resizing a range: by its own length, by half, by days where it is of whole days. */

export interface TimeRange {
  last?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Where events may be: what is outside is no time of an event. */
const firstMs = 0;
const endMs = Date.parse('2200-01-01');
const leastMs = 1_000;

/** The two ends in instants; null for one that is open. */
function endsOf({ last, from, to }: TimeRange, zone: string, nowMs: number): { startMs: number | null; endMs: number | null } {
  if (last !== undefined) return { startMs: nowMs - spanMsOf(last), endMs: nowMs };
  return {
    startMs: from === undefined ? null : Date.parse(startOf(from, zone)),
    endMs: to === undefined ? null : Date.parse(endOf(to, zone)),
  };
}

function rangeOf(startMs: number, stopMs: number, zone: string): TimeRange {
  const instant = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();
  const start = Math.max(firstMs, startMs);
  const stop = Math.min(endMs, Math.max(stopMs, start + leastMs));
  return { last: undefined, ...momentsOf(instant(Math.min(start, stop - leastMs)), instant(stop), zone) };
}

/** The range before (-1) or after (1), of the same length: days for whole days, also where a clock changes. Null when it has no length. */
export function shift(range: TimeRange, by: -1 | 1, zone: string, nowMs: number): TimeRange | null {
  const { from, to } = range;
  if (range.last === undefined && from !== undefined && to !== undefined && isDay(from) && isDay(to)) {
    const [first, final] = [parseDate(from), parseDate(to)];
    const days = (final.compare(first) + 1) * by;
    const moved = { last: undefined, from: first.add({ days }).toString(), to: final.add({ days }).toString() };
    return isDay(moved.from) && isDay(moved.to) ? moved : null;
  }
  const ends = endsOf(range, zone, nowMs);
  if (ends.startMs === null) return null;
  const stopMs = ends.endMs ?? nowMs;
  const lengthMs = (stopMs - ends.startMs) * by;
  return stopMs <= ends.startMs ? null : rangeOf(ends.startMs + lengthMs, stopMs + lengthMs, zone);
}

/** Half as long (in) or twice (out) around its middle; a range that ends now goes to the next preset and still ends now. Null when there is none. */
export function zoom(range: TimeRange, to: 'in' | 'out', zone: string, nowMs: number): TimeRange | null {
  if (range.last !== undefined) {
    const next = nextPreset(range.last, to === 'in' ? 'shorter' : 'longer');
    if (next !== undefined) return { last: next, from: undefined, to: undefined };
    return to === 'out' ? { last: undefined, from: undefined, to: undefined } : null;
  }
  const { startMs, endMs: stop } = endsOf(range, zone, nowMs);
  if (startMs === null) return to === 'in' && stop === null ? { last: presets.at(-1), from: undefined, to: undefined } : null;
  const stopMs = Math.max(stop ?? nowMs, startMs + leastMs);
  const changeMs = (stopMs - startMs) / (to === 'in' ? -4 : 2);
  // What reaches to now goes on doing so.
  if (stop === null) return { last: undefined, from: rangeOf(startMs - 2 * changeMs, stopMs, zone).from, to: undefined };
  return rangeOf(startMs - changeMs, stopMs + changeMs, zone);
}
