import { type CalendarDate, endOfMonth, parseDate, startOfMonth } from '@internationalized/date';
import { formatInstant } from '../audit/zone.ts';

/** Periods of the calendar that a view may name, as the days they mean today; weeks begin on Monday. Null for any other text. */
export function daysOfPeriod(period: string, zone: string, nowMs: number): { from: string; to: string } | null {
  const today = parseDate(formatInstant(new Date(nowMs).toISOString(), zone).slice(0, 10));
  const days = daysFrom(period, today);
  return days === null ? null : { from: days[0].toString(), to: days[1].toString() };
}

function daysFrom(period: string, today: CalendarDate): [CalendarDate, CalendarDate] | null {
  // A day of UTC in a calendar without clocks: Sunday is 0.
  const monday = today.subtract({ days: (today.toDate('UTC').getUTCDay() + 6) % 7 });
  const month = startOfMonth(today);
  switch (period) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [today.subtract({ days: 1 }), today.subtract({ days: 1 })];
    case 'this_week':
      return [monday, monday.add({ days: 6 })];
    case 'last_week':
      return [monday.subtract({ days: 7 }), monday.subtract({ days: 1 })];
    case 'this_month':
      return [month, endOfMonth(month)];
    case 'last_month':
      return [month.subtract({ months: 1 }), month.subtract({ days: 1 })];
    default:
      return null;
  }
}
