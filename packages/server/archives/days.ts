const dayMs = 86_400_000;

/** The UTC day of an instant. */
export const dayOf = (instant: string | number): string => new Date(instant).toISOString().slice(0, 10);

export const dayAfter = (day: string): string => dayOf(Date.parse(`${day}T00:00:00Z`) + dayMs);

/** When a day is over, in ms. */
export const endOfDayMs = (day: string): number => Date.parse(`${day}T00:00:00Z`) + dayMs;

export const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at) && dayOf(at) === text;
};

/** The day as many months before another, at most the last of its month. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return dayOf(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(date, last)));
}
