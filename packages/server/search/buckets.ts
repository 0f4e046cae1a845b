import type { bucketUnits } from '@annals/events';
import { CalendarDateTime, fromAbsolute, getDayOfWeek, toCalendarDateTime, toZoned } from '@internationalized/date';

export interface Buckets {
  unit: (typeof bucketUnits)[number];
  /** Units a bucket is wide. */
  size: number;
  /** First instants of the buckets, in milliseconds, rising; the last is the end of the last bucket. */
  edgesMs: number[];
}

interface Width {
  unit: Buckets['unit'];
  size: number;
  /** The least time a bucket of it takes. */
  leastMs: number;
}

const [secondMs, minuteMs, hourMs, dayMs] = [1000, 60_000, 3_600_000, 86_400_000];
const widthsOf = (unit: Width['unit'], unitMs: number, sizes: readonly number[]): Width[] =>
  sizes.map((size) => ({ unit, size, leastMs: size * unitMs }));
const widths: readonly Width[] = [
  ...widthsOf('second', secondMs, [1, 5, 15, 30]),
  ...widthsOf('minute', minuteMs, [1, 5, 15, 30]),
  // An hour less where summer time begins inside of it.
  ...widthsOf('hour', hourMs, [1]),
  ...widthsOf('hour', hourMs, [3, 6, 12]).map((width) => ({ ...width, leastMs: width.leastMs - hourMs })),
  ...widthsOf('day', dayMs - hourMs, [1]),
  ...widthsOf('week', 7 * dayMs - hourMs, [1]),
  ...widthsOf('month', 28 * dayMs - hourMs, [1, 3]),
  ...widthsOf('year', 365 * dayMs - hourMs, [1, 5, 25]),
];

/**
 * Cuts `[fromMs, toMs)` into at most `most` (at least 12) buckets of the narrowest width of a person's clock and calendar
 * in a zone. From 3 hours on they begin at whole hours, days, Mondays, months of that zone: a day has 23 or 25 hours where
 * its clock changes. The first and the last reach over the range.
 */
export function bucketsOf(fromMs: number, toMs: number, zone: string, most: number): Buckets {
  for (const width of widths) {
    if ((toMs - fromMs) / width.leastMs > most - 2 && width !== widths.at(-1)) continue;
    const edgesMs = isUniform(width) ? evenEdges(fromMs, toMs, zone, width.leastMs) : calendarEdges(fromMs, toMs, zone, width);
    if (edgesMs.length - 1 <= most || width === widths.at(-1)) return { unit: width.unit, size: width.size, edgesMs };
  }
  throw new Error('unreachable: the widest bucket is always taken');
}

/** Every change of a clock is whole hours there, or does not move what is narrower than an hour. */
function isUniform({ unit, size }: Width): boolean {
  return unit === 'second' || unit === 'minute' || (unit === 'hour' && size === 1);
}

function evenEdges(fromMs: number, toMs: number, zone: string, widthMs: number): number[] {
  const offsetMs = fromAbsolute(fromMs, zone).offset;
  const edges: number[] = [];
  for (let edge = Math.floor((fromMs + offsetMs) / widthMs) * widthMs - offsetMs; ; edge += widthMs) {
    edges.push(edge);
    if (edge >= toMs && edges.length > 1) return edges;
  }
}

function calendarEdges(fromMs: number, toMs: number, zone: string, { unit, size }: Width): number[] {
  const first = floorOf(toCalendarDateTime(fromAbsolute(fromMs, zone)), unit, size);
  const edges: number[] = [];
  for (let step = 0; ; step++) {
    const edge = toZoned(stepped(first, unit, size * step), zone)
      .toDate()
      .getTime();
    // Where a clock skips or repeats an hour two steps can be one instant.
    if (edges.length === 0 || edge > edges.at(-1)!) edges.push(edge);
    if (edge >= toMs && edges.length > 1) return edges;
  }
}

/** On the calendar, not in elapsed time. */
function stepped(first: CalendarDateTime, unit: Width['unit'], by: number): CalendarDateTime {
  switch (unit) {
    case 'week':
      return first.add({ weeks: by });
    case 'month':
      return first.add({ months: by });
    case 'year':
      return first.add({ years: by });
    case 'hour': {
      const hours = first.hour + by;
      return first
        .set({ hour: 0 })
        .add({ days: Math.floor(hours / 24) })
        .set({ hour: hours % 24 });
    }
    default:
      return first.add({ days: by });
  }
}

function floorOf(at: CalendarDateTime, unit: Width['unit'], size: number): CalendarDateTime {
  const { year, month, day } = at;
  const midnight = new CalendarDateTime(year, month, day);
  switch (unit) {
    case 'hour':
      return midnight.set({ hour: Math.floor(at.hour / size) * size });
    case 'week':
      return midnight.subtract({ days: getDayOfWeek(midnight, 'en-GB', 'mon') });
    case 'month':
      return new CalendarDateTime(year, month - ((month - 1) % size), 1);
    case 'year':
      return new CalendarDateTime(year - (year % size), 1, 1);
    default:
      return midnight;
  }
}
