import { timeCopy } from '../../copy-time.ts';
import { isDay, startOf } from '../zone.ts';
import { isPreset, partsOf } from './relative.ts';
import type { TimeRange } from './window.ts';

const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
const exact: Intl.DateTimeFormatOptions = { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

/** A range that ends now: `Last 24 hours`, `Last 12 minutes`. */
export function lastText(last: string): string {
  const { count, unit } = partsOf(last);
  return isPreset(last) ? timeCopy.spans[last] : timeCopy.last(count, unit);
}

/** A range in words, in its zone: `Last 24 hours`, `3 – 5 Nov 2026`, `Since 3 Nov 2026, 10:00:00`. */
export function rangeText({ last, from, to }: TimeRange, zone: string): string {
  if (last !== undefined) return lastText(last);
  if (from === undefined && to === undefined) return timeCopy.spans.any;
  const isExact = [from, to].some((one) => one !== undefined && !isDay(one));
  const format = new Intl.DateTimeFormat('en-GB', { ...(isExact ? exact : day), timeZone: zone });
  // Both ends of a range of days are days that belong to it.
  const date = (moment: string): Date => new Date(startOf(moment, zone));
  if (to === undefined) return timeCopy.since(format.format(date(from ?? '')));
  if (from === undefined) return timeCopy.until(format.format(date(to)));
  return date(from) <= date(to) ? format.formatRange(date(from), date(to)) : timeCopy.none;
}
