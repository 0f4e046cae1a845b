import { median } from '../measure/quantile.ts';
import type { Sample } from './sample.ts';

/**
 * Whether a load can go on for ever, judged by the second half of a run: by then caches are full, and what still grows
 * would go on growing.
 */
export interface Verdict {
  what: string;
  holds: boolean;
  says: string;
}

/** Memory may grow by so much over the second half, in all: what an allocator needs to come to rest. */
const memoryShare = 0.1;
const memoryBytes = 64 * 1024 * 1024;
/** Each insert makes a part; merging keeps them to a few dozen. */
const mostParts = 300;
const mostLagSeconds = 5;
const mostUnsealedSeconds = 10;
const moreFiles = 64;

export function verdictsOf(samples: readonly Sample[], eventsPerSecond: number): Verdict[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const names = Object.keys(samples.at(-1)?.residentBytes ?? {});
  return [
    { what: 'there was something to judge', holds: half.length >= 3, says: `${half.length} samples in the second half` },
    ...names.map((name) => memoryOf(name, half)),
    ...names.map((name) => descriptorsOf(name, samples, half)),
    below(
      'parts of the index',
      half.map(({ parts }) => parts),
      mostParts,
      'parts',
    ),
    below(
      'events not searchable yet',
      half.map(({ lagEvents }) => lagEvents),
      mostLagSeconds * eventsPerSecond,
      `events (${mostLagSeconds} s of load)`,
    ),
    below(
      'events under no checkpoint yet',
      half.map(({ unsealedEvents }) => unsealedEvents),
      mostUnsealedSeconds * eventsPerSecond,
      `events (${mostUnsealedSeconds} s of load)`,
    ),
    ...loadOf(samples, eventsPerSecond),
  ];
}

function memoryOf(name: string, half: readonly Sample[]): Verdict {
  const points = half.map((sample) => [sample.seconds, sample.residentBytes[name] ?? 0] as const);
  const perSecond = slope(points);
  const seconds = (half.at(-1)?.seconds ?? 0) - (half[0]?.seconds ?? 0);
  const grown = perSecond * seconds;
  const most = Math.max(memoryBytes, memoryShare * median(points.map(([, bytes]) => bytes)));
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return {
    what: `memory of the ${name} is flat`,
    holds: grown <= most,
    says: `by the slope it grew by ${mib(grown)} in ${seconds.toFixed(0)} s; at most ${mib(most)}`,
  };
}

function descriptorsOf(name: string, samples: readonly Sample[], half: readonly Sample[]): Verdict {
  const most = (of: readonly Sample[]): number => Math.max(0, ...of.map((sample) => sample.openFiles[name] ?? 0));
  const before = most(samples.slice(0, Math.floor(samples.length / 2)));
  return {
    what: `open files of the ${name} are bounded`,
    holds: most(half) <= before + moreFiles,
    says: `${before} at most in the first half, ${most(half)} in the second`,
  };
}

/** A load that was not taken says nothing about one that was. */
function loadOf(samples: readonly Sample[], eventsPerSecond: number): Verdict[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last === first) return [];
  const rate = (last.acknowledged - first.acknowledged) / (last.seconds - first.seconds);
  return [
    {
      what: 'the load was taken',
      holds: rate >= 0.95 * eventsPerSecond,
      says: `${Math.round(rate).toLocaleString('en')} of ${Math.round(eventsPerSecond).toLocaleString('en')} events/s`,
    },
  ];
}

function below(what: string, values: readonly number[], limit: number, unit: string): Verdict {
  const most = Math.max(0, ...values);
  return { what: `${what} are bounded`, holds: most <= limit, says: `${Math.round(most)} at most; limit ${Math.round(limit)} ${unit}` };
}

/** Least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}
