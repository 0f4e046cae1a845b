/**
 * Ranges that end now. The address keeps them as they were asked, `last=24h`, so that a link asks the same again tomorrow;
 * what is asked of the API begins at an instant, which is held as long as the question stays, so that pages fit together.
 */

/** Those that are offered; an address may have any number of minutes, hours, days or weeks. */
export const presets = ['15m', '1h', '24h', '7d', '30d', '90d'] as const;
export type Preset = (typeof presets)[number];

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type Unit = keyof typeof unitMs;

export function isPreset(text: string): text is Preset {
  return presets.some((one) => one === text);
}

export function isLast(text: string): boolean {
  return /^[1-9]\d{0,3}[mhdw]$/.test(text);
}

/** Of {@link isLast}: how many of what. */
export function partsOf(last: string): { count: number; unit: Unit } {
  return { count: Number(last.slice(0, -1)), unit: last.slice(-1) as Unit };
}

export function spanMsOf(last: string): number {
  const { count, unit } = partsOf(last);
  return count * unitMs[unit];
}

/** The next preset that is shorter or longer; undefined where there is none. */
export function nextPreset(last: string, to: 'shorter' | 'longer'): Preset | undefined {
  const spanMs = spanMsOf(last);
  return to === 'longer' ? presets.find((one) => spanMsOf(one) > spanMs) : presets.findLast((one) => spanMsOf(one) < spanMs);
}

/** The instant at which the range begins, to the second. */
export function startOfLast(last: string, nowMs: number): string {
  return new Date(Math.floor((nowMs - spanMsOf(last)) / 1000) * 1000).toISOString();
}
