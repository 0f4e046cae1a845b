import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { SignInPage } from './access/SignInPage.tsx';
import { annals } from './api/client.ts';
import { meQuery } from './api/session.ts';
import { AuditPage } from './audit/AuditPage.tsx';
import { auditSearchSchema, defaultAuditSearch, parseSearch, stringifySearch } from './audit/search.ts';
import { catalogueSearchSchema } from './catalogue/catalogue-search.ts';
import { eventSearchSchema } from './event/page/event-search.ts';
import { isSavedView } from './audit/views.ts';
import { paths } from './paths.ts';
import { signInSearchSchema } from './access/sign-in-search.ts';
import { organisationSearchSchema } from './shell/organisation-search.ts';
import { CrashPage } from './shell/CrashPage.tsx';
import { NotFoundPage } from './shell/NotFoundPage.tsx';
import { RootLayout } from './shell/RootLayout.tsx';
import { Shell } from './shell/Shell.tsx';

/** Every address and who may be there; screens beyond the first load are fetched when they are opened. */

interface RouterContext {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: RootLayout,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: signInSearchSchema,
  beforeLoad: async ({ context }) => {
    if ((await context.queryClient.ensureQueryData(meQuery)) !== null)
      throw redirect({ to: paths.auditEvents, search: defaultAuditSearch });
  },
  component: SignInPage,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: paths.setup,
  component: lazyRouteComponent(() => import('./access/SetupPage.tsx'), 'SetupPage'),
});

const home = createRoute({
  getParentRoute: () => root,
  path: paths.home,
  beforeLoad: () => {
    throw redirect({ to: paths.auditEvents, search: defaultAuditSearch, replace: true });
  },
});

/** Whoever is not signed in goes to the door first, and comes back. */
async function requireSession({ context, location }: { context: RouterContext; location: { href: string } }): Promise<void> {
  if ((await context.queryClient.ensureQueryData(meQuery)) !== null) return;
  if ((await annals.sessions.setupNeeded()).needed) throw redirect({ to: paths.setup });
  throw redirect({ to: paths.signIn, search: { next: location.href } });
}

const settings = createRoute({
  getParentRoute: () => root,
  path: paths.settings,
  validateSearch: organisationSearchSchema,
  beforeLoad: requireSession,
  component: Shell,
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: paths.auditEvents, search: defaultAuditSearch, replace: true });
  },
});

const auditEvents = createRoute({
  getParentRoute: () => settings,
  path: 'security/audit-events',
  validateSearch: auditSearchSchema,
  beforeLoad: async ({ context, search }) => {
    if (isSavedView(search.view)) await (await import('./views/open-view.ts')).openSavedView(search, context.queryClient);
  },
  component: AuditPage,
});

const users = createRoute({
  getParentRoute: () => settings,
  path: 'users',
  component: lazyRouteComponent(() => import('./settings/UsersPage.tsx'), 'UsersPage'),
});
const keys = createRoute({
  getParentRoute: () => settings,
  path: 'keys',
  component: lazyRouteComponent(() => import('./settings/KeysPage.tsx'), 'KeysPage'),
});
const exports = createRoute({
  getParentRoute: () => settings,
  path: 'security/exports',
  component: lazyRouteComponent(() => import('./exports/ExportsPage.tsx'), 'ExportsPage'),
});
const shared = createRoute({
  getParentRoute: () => root,
  path: paths.shared,
  component: lazyRouteComponent(() => import('./exports/SharedPage.tsx'), 'SharedPage'),
});
const event = createRoute({
  getParentRoute: () => root,
  path: paths.event,
  validateSearch: eventSearchSchema,
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./event/page/EventPage.tsx'), 'EventPage'),
});
const organisation = createRoute({
  getParentRoute: () => settings,
  path: 'organisation',
  component: lazyRouteComponent(() => import('./settings/OrganisationPage.tsx'), 'OrganisationPage'),
});
const archive = createRoute({
  getParentRoute: () => settings,
  path: 'archive',
  component: lazyRouteComponent(() => import('./archive/ArchivePage.tsx'), 'ArchivePage'),
});
const retention = createRoute({
  getParentRoute: () => settings,
  path: 'retention',
  component: lazyRouteComponent(() => import('./retention/RetentionPage.tsx'), 'RetentionPage'),
});
const catalogue = createRoute({
  getParentRoute: () => settings,
  path: 'catalogue',
  validateSearch: catalogueSearchSchema,
  component: lazyRouteComponent(() => import('./catalogue/CataloguePage.tsx'), 'CataloguePage'),
});
const producers = createRoute({
  getParentRoute: () => settings,
  path: 'producers',
  component: lazyRouteComponent(() => import('./producers/ProducersPage.tsx'), 'ProducersPage'),
});
const integrations = createRoute({
  getParentRoute: () => settings,
  path: 'integrations',
  component: lazyRouteComponent(() => import('./integrations/IntegrationsPage.tsx'), 'IntegrationsPage'),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: 'account',
  component: lazyRouteComponent(() => import('./settings/AccountPage.tsx'), 'AccountPage'),
});
const health = createRoute({
  getParentRoute: () => settings,
  path: 'health',
  component: lazyRouteComponent(() => import('./health/HealthPage.tsx'), 'HealthPage'),
});

const routeTree = root.addChildren([
  home,
  signIn,
  setup,
  shared,
  settings.addChildren([
    settingsHome,
    auditEvents,
    exports,
    archive,
    catalogue,
    producers,
    integrations,
    users,
    keys,
    organisation,
    retention,
    account,
    health,
  ]),
  event,
]);

export function createPortalRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: (text) => parseSearch(text),
    stringifySearch,
    defaultPreload: 'intent',
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
}
