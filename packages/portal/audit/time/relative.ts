/**
 * Ranges that end now. The address keeps them as they were asked, `last=24h`, so that a link asks the same again tomorrow;
 * what is asked of the API begins at an instant, which is held as long as the question stays, so that pages fit together.
 */

export const presets = ['15m', '1h', '24h', '7d', '30d', '90d'] as const;
export type Preset = (typeof presets)[number];

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function isPreset(text: string): text is Preset {
  return presets.some((one) => one === text);
}

export function spanMsOf(last: Preset): number {
  const unit = last.slice(-1);
  return Number(last.slice(0, -1)) * unitMs[unit === 'm' || unit === 'h' ? unit : 'd'];
}

/** The instant at which the range begins, to the second. */
export function startOfLast(last: Preset, nowMs: number): string {
  return new Date(Math.floor((nowMs - spanMsOf(last)) / 1000) * 1000).toISOString();
}
