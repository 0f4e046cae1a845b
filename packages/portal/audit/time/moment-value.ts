import { parseAbsolute, parseDate, toCalendarDate, ZonedDateTime } from '@internationalized/date';
import type { DateValue } from 'react-aria-components/DatePicker';
import { endOf, isDay, startOf } from '../zone.ts';
import type { TimeRange } from './window.ts';

/** Between the moments of the address, days and instants, and what a field for dates holds. */

/** Is the range said in instants? A short one that ends now is. */
export function isExactRange({ last, from, to }: TimeRange): boolean {
  if (last !== undefined) return !last.endsWith('d');
  return [from, to].some((one) => one !== undefined && !isDay(one));
}

/** What the field shows: a day, or a time of day in the zone. The end of a whole day is the beginning of the next. */
export function valueOf(moment: string | undefined, end: 'from' | 'to', isExact: boolean, zone: string): DateValue | null {
  if (moment === undefined) return null;
  if (isExact) return parseAbsolute(end === 'from' ? startOf(moment, zone) : endOf(moment, zone), zone);
  if (isDay(moment)) return parseDate(moment);
  // The day that holds the moment; an end at midnight belongs to the day before.
  const ms = Date.parse(moment) - (end === 'to' ? 1 : 0);
  return toCalendarDate(parseAbsolute(new Date(ms).toISOString(), zone));
}

/** What stands in the address for the field. */
export function momentOf(value: DateValue | null, zone: string): string | undefined {
  if (value === null) return undefined;
  return value instanceof ZonedDateTime ? value.toAbsoluteString() : 'hour' in value ? value.toDate(zone).toISOString() : value.toString();
}
