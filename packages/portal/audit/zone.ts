import { parseDate, parseDateTime, toZoned } from '@internationalized/date';

/**
 * Days and instants in a named zone. A day of a zone begins at its first instant, also where summer time
 * skips or repeats midnight, so whole days never overlap and never leave a gap.
 */

export const utc = 'UTC';

export function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || utc;
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Is this a day of the calendar, `2026-11-24`, between 1970 and 2200? */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1970-01-01' || text > '2200-01-01') return false;
  try {
    return parseDate(text).toString() === text;
  } catch {
    return false;
  }
}

/** An instant of UTC, `2026-11-24T10:00:00.000Z`, between 1970 and 2200? */
export function isInstant(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(text) && text >= '1970' && text <= '2200-01-02' && !Number.isNaN(Date.parse(text))
  );
}

/** A whole day, or an instant. */
export function isMoment(text: string): boolean {
  return isDay(text) || isInstant(text);
}

/** The first instant that an event may have; the first day of some zones begins before it. */
const firstInstant = '1970-01-01T00:00:00.000Z';

/** The inclusive `from` of the API. */
export function startOf(moment: string, zone: string): string {
  const start = isInstant(moment) ? moment : startOfDay(moment, zone);
  return start < firstInstant ? firstInstant : start;
}

/** The exclusive `to` of the API: an instant, or the end of a day. */
export function endOf(moment: string, zone: string): string {
  return isInstant(moment) ? moment : endOfDay(moment, zone);
}

/** The same range in whole days where both ends are ends of days. */
export function momentsOf(start: string, end: string, zone: string): { from: string; to: string } {
  const dayOf = (instant: string): string => formatInstant(instant, zone).slice(0, 10);
  const [from, to] = [dayOf(start), dayOf(new Date(Date.parse(end) - 1).toISOString())];
  return startOfDay(from, zone) === start && endOfDay(to, zone) === end ? { from, to } : { from: start, to: end };
}

/** `2026-11-24T10:00:00` as a clock in the zone shows it, for a field; the reverse is {@link instantOf}. */
export function clockOf(instant: string, zone: string): string {
  return formatInstant(instant, zone).replace(' ', 'T');
}

/** The instant of what a clock in the zone shows; where it shows it twice, the first. Null when it is no time. */
export function instantOf(clock: string, zone: string): string | null {
  try {
    const instant = toZoned(parseDateTime(clock), zone).toAbsoluteString();
    return isInstant(instant) ? instant : null;
  } catch {
    return null;
  }
}

/** First instant of the day, RFC 3339 UTC: the inclusive `from` of the API. */
export function startOfDay(day: string, zone: string): string {
  return parseDate(day).toDate(zone).toISOString();
}

/** First instant after the day: the exclusive `to` of the API. */
export function endOfDay(day: string, zone: string): string {
  return parseDate(day).add({ days: 1 }).toDate(zone).toISOString();
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-11-24 11:04:05` as a clock in the zone shows it. */
export function formatInstant(instant: string, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(new Date(instant))
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

/** `UTC+02:00` at the given instant; empty for UTC itself. */
export function offsetLabel(zone: string, at: Date): string {
  if (zone === utc) return '';
  const name =
    new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(at)
      .find((part) => part.type === 'timeZoneName')?.value ?? '';
  return name === 'GMT' ? 'UTC+00:00' : name.replace('GMT', 'UTC');
}
