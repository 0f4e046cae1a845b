import type { Bucket, HistogramUnit } from '../../api/shapes.ts';
import { timeCopy } from '../../copy-time.ts';
import { formatInstant } from '../zone.ts';

export function countOf(buckets: readonly Bucket[], what: 'all' | 'failure'): number {
  return buckets.reduce((sum, { success, failure, unknown }) => sum + failure + (what === 'all' ? success + unknown : 0), 0);
}

/** `2026-11-24 10:00 – 12:00`: both ends as a clock in the zone shows them, nothing said twice, no zeros that say nothing. */
export function spanText(start: string, end: string, zone: string): string {
  const [from, to] = [formatInstant(start, zone), formatInstant(end, zone)];
  const [fromDay = '', fromTime = ''] = from.split(' ');
  const [toDay = '', toTime = ''] = to.split(' ');
  const isWhole = fromTime === '00:00:00' && toTime === '00:00:00';
  if (isWhole) {
    const lastDay = formatInstant(new Date(Date.parse(end) - 1).toISOString(), zone).split(' ')[0] ?? '';
    return lastDay === fromDay ? fromDay : `${fromDay} – ${lastDay}`;
  }
  const seconds = !fromTime.endsWith(':00') || !toTime.endsWith(':00');
  const short = (time: string): string => (seconds ? time : time.slice(0, 5));
  return `${fromDay} ${short(fromTime)} – ${toDay === fromDay ? '' : `${toDay} `}${short(toTime)}`;
}

/** `one bar is 6 hours`. */
export function widthText(unit: HistogramUnit, size: number): string {
  const width = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }).format(size);
  return timeCopy.histogram.width(width);
}

/** Twice the time around what is shown. */
export function wider(start: string, end: string): { from: string; to: string } {
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  const half = Math.max(1000, (endMs - startMs) / 2);
  const instant = (ms: number): string => new Date(Math.max(0, Math.min(ms, Date.UTC(2200, 0, 1)))).toISOString();
  return { from: instant(startMs - half), to: instant(endMs + half) };
}
