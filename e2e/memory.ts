import { readFileSync } from 'node:fs';
import type { Running } from './server.ts';

/** What the server's process (without the engine's) holds in memory, and held at most. */
export function memoryOf(server: Pick<Running, 'child'>): { nowBytes: number; peakBytes: number } {
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
  const kib = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { nowBytes: kib('VmRSS') * 1024, peakBytes: kib('VmHWM') * 1024 };
}
