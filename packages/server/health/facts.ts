import type { BackgroundGauges } from '../background/messages.ts';
import type { ClockJump } from '../base/clock-watch.ts';
import type { TaskStatus } from '../base/task.ts';
import type { EngineState } from '../index/engine.ts';

/** Everything that is known of how the installation is, at one moment. Judged by `reasons.ts`, shown by `show.ts`. */
export interface HealthFacts {
  version: string;
  nowMs: number;
  startedMs: number;
  journal: {
    queueBytes: number;
    queueLimitBytes: number;
    queueRequests: number;
    /** How long its thread has owed an answer. */
    silentMs: number;
    failed: string | null;
  };
  disk: { full: boolean; freeBytes: number; totalBytes: number; watermarkBytes: number };
  engine: {
    state: EngineState;
    starts: number;
    lastError: string | null;
    residentBytes: number | null;
    /** How long its process has owed an answer; 0 while that is no longer than a busy machine takes. */
    silentMs: number;
  };
  /** The thread of sealer and indexer; null before its first word. */
  background: (BackgroundGauges & { heardMsAgo: number }) | null;
  organisations: number;
  refused: readonly { organisation: string; name: string; reason: string }[];
  ownEvents: { waiting: number; oldestMs: number | null };
  /** Why control.db cannot be read, or null. */
  controlError: string | null;
  clock: { jumps: number; last: ClockJump | null };
  serverBytes: number;
  tasks: readonly TaskStatus[];
}

/** What the last good run of a task says under a name; 0 when it says nothing. */
export function reported({ tasks }: Pick<HealthFacts, 'tasks'>, task: string, member: string): number {
  return Number(tasks.find(({ name }) => name === task)?.report[member] ?? 0);
}

/** Age of a moment; 0 when there is none, or when the clock was put back behind it. */
export function ageMs(nowMs: number, sinceMs: number | null): number {
  return sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs);
}
