import { getStatus, healthz, metrics, readyz, type AnswerOf } from '@annals/events';
import type { OrganisationDirectory } from '../access/organisation-directory.ts';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../base/problem.ts';
import type { App } from './context.ts';
import { handle } from './handle.ts';

export interface Health {
  /** Whether events can be recorded and what else does not work. */
  readiness(): Promise<AnswerOf<typeof readyz, 200>>;
  status(): Promise<AnswerOf<typeof getStatus, 200>>;
  /** Prometheus text. */
  metrics(): Promise<string>;
}

export interface HealthDeps {
  health: Health;
  organisations: OrganisationDirectory;
}

/** What probes and people at three in the morning ask. Only `/v1/status` names organisations, and asks who wants to know. */
export function healthRoutes({ health, organisations }: HealthDeps): (app: App) => void {
  return (app) => {
    handle(app, healthz, ({ answer }) => answer(200, { status: 'alive' }));
    handle(app, readyz, async ({ answer }) => {
      const readiness = await health.readiness();
      return readiness.status === 'unavailable' ? answer(503, readiness) : answer(200, readiness);
    });
    handle(app, metrics, async ({ c }) =>
      c.text(await health.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
    );
    handle(app, getStatus, async ({ principal, answer }) => {
      if (!mayWatch(principal, organisations.builtIn().id))
        throw new Problem('forbidden', {
          detail: 'The state of the installation is for its administrators, and for installation keys with settings:manage.',
        });
      return answer(200, await health.status());
    });
  };
}

/** Those who answer for the installation, not for one organisation of it. */
function mayWatch(principal: Principal, builtIn: string): boolean {
  return principal.installationAdmin || (principal.organisations === null && principal.can('settings:manage', builtIn));
}
