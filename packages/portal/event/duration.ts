/** A number of milliseconds, either way, in the largest unit that keeps a digit of it: `12.4 seconds`, `3 days`. */
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

export function durationText(ms: number): string {
  const size = Math.abs(ms);
  const [unit, unitMs] = units.find(([, least]) => size >= least) ?? (['second', 1_000] as const);
  return (size / unitMs).toLocaleString('en', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
}

/** Exact, with its sign. */
export function secondsText(ms: number): string {
  return (ms / 1_000).toLocaleString('en', { style: 'unit', unit: 'second', maximumFractionDigits: 3 });
}
