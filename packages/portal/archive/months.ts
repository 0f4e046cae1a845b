import type { ArchiveDay } from '../api/shapes.ts';

export interface Month {
  /** `2026-11` */
  name: string;
  /** `November 2026` */
  title: string;
  /** Empty places before its first day that is shown, for weeks begin on Monday. */
  offset: number;
  days: ArchiveDay[];
}

/** Days by month, the newest month first. */
export function monthsOf(days: readonly ArchiveDay[]): Month[] {
  const months = new Map<string, Month>();
  for (const day of days) {
    const name = day.day.slice(0, 7);
    const at = new Date(`${day.day}T00:00:00Z`);
    const month = months.get(name) ?? {
      name,
      title: at.toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
      offset: (at.getUTCDay() + 6) % 7,
      days: [],
    };
    month.days.push(day);
    months.set(name, month);
  }
  return [...months.values()].reverse();
}
