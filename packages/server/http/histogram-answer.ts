import type { histogramBody } from '@annals/events';
import type { z } from 'zod';
import type { Histogram } from '../search/histogram.ts';

/** A histogram in the words of the API. */
export function histogramAnswer(zone: string, { unit, size, edgesMs, counts }: Histogram): z.output<typeof histogramBody> {
  const edge = (at: number): string => new Date(edgesMs[at]!).toISOString();
  return { zone, unit, size, buckets: counts.map((count, at) => ({ start: edge(at), end: edge(at + 1), ...count })) };
}
