import { healthz, listTasks, metrics, readyz } from '@annals/events';
import type { TaskStatus } from '../base/task.ts';
import { Problem } from '../base/problem.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';

export interface Reason {
  part: string;
  detail: string;
}

export interface Health {
  /** Why nothing can be recorded; empty when events can be. */
  unavailable(): Reason[];
  /** What else does not work. */
  degraded(): Reason[];
  tasks(): TaskStatus[];
  /** Prometheus text. */
  metrics(): Promise<string>;
}

/** What probes and people at three in the morning ask. Says nothing about any organisation's events. */
export function healthRoutes(health: Health): (app: App) => void {
  return (app) => {
    handle(app, healthz, ({ answer }) => answer(200, { status: 'alive' }));
    handle(app, readyz, ({ answer }) => {
      const unavailable = health.unavailable();
      const degraded = health.degraded();
      if (unavailable.length > 0) return answer(503, { status: 'unavailable', reasons: [...unavailable, ...degraded] });
      return answer(200, { status: degraded.length > 0 ? 'degraded' : 'ready', reasons: degraded });
    });
    handle(app, metrics, async ({ c }) =>
      c.text(await health.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
    );
    handle(app, listTasks, ({ principal, answer }) => {
      if (!principal.installationAdmin && principal.organisations !== null)
        throw new Problem('forbidden', { detail: 'Tasks are for administrators of the installation.' });
      return answer(200, { tasks: health.tasks() });
    });
  };
}
