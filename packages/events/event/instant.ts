/**
 * Reads RFC 3339 instants with any offset and writes them in UTC with milliseconds.
 * `Date.parse` is not used: it takes 30 February and many forms that are no RFC 3339.
 */
export interface Instant {
  /** RFC 3339 UTC with milliseconds. */
  text: string;
  ms: number;
  /** Digits finer than a millisecond, other than zeros, were cut. */
  cut: boolean;
}

const form = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** null when the text is no RFC 3339 instant. A leap second is the first instant of the next minute. */
export function readInstant(text: string): Instant | null {
  const match = form.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6]);
  if (month < 1 || month > 12 || day < 1 || day > (daysOfMonth[month - 1] ?? 0)) return null;
  if (month === 2 && day === 29 && !isLeap(year)) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const fraction = match[7] ?? '';
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  // Date.UTC reads years below 100 as 19xx; no instant that old is accepted anywhere.
  if (year < 100) return null;
  let ms = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
  if (match[8] !== undefined) {
    const offsetHours = Number(match[9]);
    const offsetMinutes = Number(match[10]);
    if (offsetHours > 23 || offsetMinutes > 59) return null;
    const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000;
    ms += match[8] === '-' ? offsetMs : -offsetMs;
  }
  const canonical = text.length === 24 && second < 60 && text.charCodeAt(10) === 84 && text.charCodeAt(23) === 90;
  return { text: canonical ? text : new Date(ms).toISOString(), ms, cut: fraction.length > 3 && /[1-9]/.test(fraction.slice(3)) };
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export const earliestMs = 0;
/** 2201-01-01: the first instant after the year 2200. */
export const latestMs = Date.UTC(2201, 0, 1);
