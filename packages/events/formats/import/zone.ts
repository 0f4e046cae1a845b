/**
 * The instant of what a clock in a zone shows. A time that it shows twice is the first of the two; one that it skips is
 * taken by the offset before.
 */
export function msIn(zone: string, shownMs: number): number {
  if (zone === 'UTC') return shownMs;
  const day = 86_400_000;
  // The offsets before and after a change near this time; each is right if the clock then shows the time.
  const [before, after] = [shownMs - day, shownMs + day].map((ms) => shownMs - offsetAt(zone, ms)) as [number, number];
  for (const ms of [before, after].toSorted((one, other) => one - other)) if (ms + offsetAt(zone, ms) === shownMs) return ms;
  return before;
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows, less what one in UTC shows. */
function offsetAt(zone: string, ms: number): number {
  let clock = clocks.get(zone);
  if (!clock) {
    const two = '2-digit';
    const shape = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
    clock = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...shape });
    clocks.set(zone, clock);
  }
  const parts = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(ms / 1000) * 1000;
}
