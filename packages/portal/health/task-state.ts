import type { Task } from '../api/shapes.ts';

export type TaskState = 'working' | 'failing' | 'late' | 'waiting';

/** A run may take minutes, when the index is made anew; after this it should have ended well again. */
const lateMs = 300_000;

/** How a task is, at the moment of the answer it came with. */
export function taskState(task: Task, now: string): TaskState {
  if (task.last_error !== null) return 'failing';
  if (task.last_succeeded_at === null) return 'waiting';
  const silentMs = Date.parse(now) - Date.parse(task.last_succeeded_at);
  return silentMs > task.every_ms + lateMs ? 'late' : 'working';
}
