import { dayAfter, dayOf, endOfDayMs } from '../archives/days.ts';
import type { StitchedLedger } from '../segments/stitch.ts';

/** What an organisation's archive has, and what may go next. */
export interface Horizon {
  /** The sequence behind the last archived event. */
  next: number;
  /** The day delivered last; null before the first. */
  lastDay: string | null;
  lastGeneration: number;
  /** Events under a signed checkpoint. */
  signed: number;
  nowMs: number;
  /** Archive this day and those before it though it may not be over. */
  demanded: string | null;
}

export interface NextDay {
  day: string;
  generation: number;
  first: number;
  count: number;
}

/** So long after midnight a day counts as over: what was on its way into the journal is there by then. */
export const slackMs = 60_000;

/**
 * The next delivery of an organisation; null when nothing is due, `unsigned` when its events are about to be signed. As received_at never decreases, a day is one run of
 * sequences, found by halving. A day without events is a delivery too, so that its absence would be seen.
 */
export async function nextDay(ledger: StitchedLedger, organisation: string, horizon: Horizon): Promise<NextDay | 'unsigned' | null> {
  const { next, lastDay, signed } = horizon;
  const size = ledger.size(organisation);
  const isDue = (day: string): boolean =>
    horizon.nowMs >= endOfDayMs(day) + slackMs || (horizon.demanded !== null && day <= horizon.demanded);
  const removed = await ledger.removed(organisation);
  // An event whose body was removed belongs to the day of the next that has one.
  const dayAt = (sequence: number): Promise<string> => {
    const range = removed.find(([from, to]) => from <= sequence && sequence < to);
    return receivedDay(ledger, organisation, range?.[1] ?? sequence);
  };
  const following = next < size ? await dayAt(next) : null;
  if (lastDay === null && following === null) return null;
  // More of the day that was delivered last: files of its own.
  const late = following !== null && following === lastDay;
  const day = late ? lastDay : lastDay === null ? following! : dayAfter(lastDay);
  if (!isDue(day)) return null;
  const end = following === null || following > day ? next : await endOfDay(dayAt, day, next, size);
  const isOver = horizon.nowMs >= endOfDayMs(day) + slackMs;
  const to = isOver ? end : Math.min(end, signed);
  if (to > signed) return 'unsigned';
  if (!isOver && to === next) return size > signed ? 'unsigned' : null;
  return { day, generation: late ? horizon.lastGeneration + 1 : 0, first: next, count: to - next };
}

/** The first sequence behind the events of a day. */
async function endOfDay(dayAt: (sequence: number) => Promise<string>, day: string, from: number, size: number): Promise<number> {
  let [low, high] = [from, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await dayAt(middle)) > day) high = middle;
    else low = middle + 1;
  }
  return low;
}

async function receivedDay(ledger: StitchedLedger, organisation: string, sequence: number): Promise<string> {
  const event = await ledger.event(organisation, sequence);
  // Behind the last event that is there: no day that ends.
  if (event === null) return '9999-12-31';
  const { skeleton } = JSON.parse(event.line) as { skeleton: { received_at: string } };
  return dayOf(skeleton.received_at);
}
