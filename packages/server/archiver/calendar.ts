import { dayAfter, dayOf } from '../archives/days.ts';
import type { Archive } from '../control/archives.ts';
import type { Stores } from '../control/open.ts';
import type { ArchiveDayRow } from '../control/tables.ts';

export interface CalendarDay {
  day: string;
  state: 'delivered' | 'partial' | 'in_progress' | 'failed' | 'missing' | 'removed' | 'waiting';
  events: number;
  bytes: number;
  deliveries: number;
  delivered_at: string | null;
  manifest: string | null;
  error: string | null;
}

export interface Calendar {
  days: CalendarDay[];
  archived_to: number;
  first_day: string | null;
}

const mostDays = 400;

/** Day by day what the archive of an organisation has, from its first day on. */
export async function calendar(
  { archiveDays }: Pick<Stores, 'archiveDays'>,
  { chain }: Archive,
  organisation: string,
  range: { from: string | null; to: string; today: string },
): Promise<Calendar> {
  const firstDay = await archiveDays.firstDay(chain, organisation);
  const archivedTo = await archiveDays.archivedTo(chain, organisation);
  if (firstDay === null) return { days: [], archived_to: archivedTo, first_day: null };
  const to = range.to > range.today ? range.today : range.to;
  const earliest = dayOf(Date.parse(`${to}T00:00:00Z`) - (mostDays - 1) * 86_400_000);
  const from = [firstDay, range.from ?? earliest, earliest].sort().at(-1)!;
  const rows = new Map<string, ArchiveDayRow[]>();
  for (const row of await archiveDays.between(chain, organisation, from, to)) rows.set(row.day, [...(rows.get(row.day) ?? []), row]);
  const days: CalendarDay[] = [];
  for (let day = from; day <= to; day = dayAfter(day)) days.push(dayOfRows(day, rows.get(day) ?? [], range.today));
  return { days, archived_to: archivedTo, first_day: firstDay };
}

function dayOfRows(day: string, rows: readonly ArchiveDayRow[], today: string): CalendarDay {
  const done = rows.filter(({ state }) => state !== 'planned');
  const open = rows.find(({ state }) => state === 'planned');
  const last = done.at(-1);
  return {
    day,
    state: stateOf(day, done, open, today),
    events: done.reduce((sum, { count }) => sum + count, 0),
    bytes: done.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    deliveries: done.length,
    delivered_at: last?.delivered_at ?? null,
    manifest: last?.manifest_key ?? null,
    error: open?.error ?? null,
  };
}

function stateOf(day: string, done: readonly ArchiveDayRow[], open: ArchiveDayRow | undefined, today: string): CalendarDay['state'] {
  if (open) return open.error === null ? 'in_progress' : 'failed';
  if (done.length === 0) return day === today ? 'waiting' : 'missing';
  if (done.every(({ state }) => state === 'removed')) return 'removed';
  return day === today ? 'partial' : 'delivered';
}
