import { join } from 'node:path';
import { writeDurably } from '../base/files.ts';
import type { Reconciler, TaskStatus } from '../base/task.ts';
import { readIfThere } from '../segments/read-if-there.ts';

/** What is known of a task's last runs after a restart. */
export type EarlierRuns = Pick<TaskStatus, 'lastStartedAt' | 'lastSucceededAt' | 'lastDurationMs'>;

const memoryPath = (data: string): string => join(data, 'run', 'tasks.json');

/** Of earlier processes, by name of task. Nothing depends on it: what cannot be read is as if no task had ever run. */
export async function readEarlierRuns(data: string): Promise<ReadonlyMap<string, EarlierRuns>> {
  const text = await readIfThere(memoryPath(data));
  if (text === null) return new Map();
  try {
    const known: unknown = JSON.parse(text.toString('utf8'));
    return new Map(Object.entries(known as Record<string, unknown>).flatMap(([name, runs]) => (isRuns(runs) ? [[name, runs]] : [])));
  } catch {
    // Not ours, or of another version.
    return new Map();
  }
}

/** The task that writes it down, each minute; a restart forgets at most the runs of the last one. */
export function rememberRuns(data: string, statuses: () => readonly TaskStatus[]): Reconciler {
  return {
    name: 'task-memory',
    everyMs: 60_000,
    run: async () => {
      await writeEarlierRuns(data, statuses());
      return {};
    },
  };
}

/** Durable when it resolves. */
export async function writeEarlierRuns(data: string, statuses: readonly TaskStatus[]): Promise<void> {
  const runs = statuses
    .filter(({ lastStartedAt }) => lastStartedAt !== null)
    .map(({ name, lastStartedAt, lastSucceededAt, lastDurationMs }) => [name, { lastStartedAt, lastSucceededAt, lastDurationMs }] as const);
  await writeDurably(memoryPath(data), JSON.stringify(Object.fromEntries(runs)));
}

function isRuns(value: unknown): value is EarlierRuns {
  if (typeof value !== 'object' || value === null) return false;
  const { lastStartedAt, lastSucceededAt, lastDurationMs } = value as Record<string, unknown>;
  const isInstant = (at: unknown): boolean => at === null || (typeof at === 'string' && !Number.isNaN(Date.parse(at)));
  return isInstant(lastStartedAt) && isInstant(lastSucceededAt) && (lastDurationMs === null || typeof lastDurationMs === 'number');
}
