import type { EventsFindDeps } from './events-find.ts';
import type { ContinueLedgerDeps } from './continue-ledger.ts';
import { continueLedgerRoutes } from './continue-ledger.ts';
import { eventsFindRoutes } from './events-find.ts';
import type { EventsInDeps } from './events-in.ts';
import { eventsInRoutes } from './events-in.ts';
import type { ExportsDeps } from './exports.ts';
import { exportsRoutes } from './exports.ts';
import type { ExportJobsRoutesDeps } from './export-jobs.ts';
import { exportJobsRoutes } from './export-jobs.ts';
import type { HealthDeps } from './health.ts';
import { healthRoutes } from './health.ts';
import type { LedgerDeps } from './ledger.ts';
import { ledgerRoutes } from './ledger.ts';
import type { RouteRegistrar } from './context.ts';
import type { SharedDeps, SharesDeps } from './shares.ts';
import { sharedRoutes, shareRoutes } from './shares.ts';
import { retentionRoutes, type RetentionDeps } from './retention.ts';
import type { Tails } from './tail.ts';

import type { Access } from '../access/access.ts';
import { accessRoutes } from './access-routes.ts';

export interface RoutesDeps
  extends
    EventsInDeps,
    Omit<EventsFindDeps, 'limits' | 'streams'>,
    ExportsDeps,
    ContinueLedgerDeps,
    RetentionDeps,
    HealthDeps,
    Omit<LedgerDeps, 'ledger'> {
  ledger: LedgerDeps['ledger'];
  exportJobs: ExportJobsRoutesDeps;
  shares: SharesDeps;
  recordOpening: SharedDeps['recordOpening'];
  access: Access;
  publicUrl: string | null;
  tails: Pick<Tails, 'routes'>;
  archives: RouteRegistrar;
  /** Answers every other path, so it goes last. */
  portal: RouteRegistrar;
}

/** Every route the server answers, a registrar a noun. */
export function routesOf(deps: RoutesDeps): RouteRegistrar[] {
  return [
    eventsInRoutes(deps),
    deps.tails.routes,
    eventsFindRoutes(deps),
    exportsRoutes(deps),
    exportJobsRoutes(deps.exportJobs),
    shareRoutes(deps.shares),
    sharedRoutes(deps),
    continueLedgerRoutes(deps),
    retentionRoutes(deps),
    ledgerRoutes(deps),
    healthRoutes(deps),
    deps.archives,
    ...accessRoutes(deps.access, { publicUrl: deps.publicUrl, onDeleted: () => deps.retention.sweepSoon() }),
    deps.portal,
  ];
}
