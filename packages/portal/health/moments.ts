/** Ages and sizes in words. Ages are between two moments of the server: the clock of whoever looks does not count. */

const units: readonly [number, string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** `3 min`; the largest unit alone, for what is read at a glance. */
export function span(ms: number): string {
  for (const [unitMs, name] of units) if (ms >= unitMs) return `${Math.floor(ms / unitMs)} ${name}`;
  return '0 s';
}

export function ago(at: string, now: string): string {
  const ms = Date.parse(now) - Date.parse(at);
  return ms < 1_000 ? 'just now' : `${span(ms)} ago`;
}

/** `1.2 GB`, in powers of ten like disks and limits. */
export function size(bytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < names.length - 1) {
    value /= 1000;
    at++;
  }
  return `${at === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${names[at]}`;
}

export function took(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
