import type { Access } from '../access/access.ts';
import type { RouteRegistrar } from './context.ts';
import { documentRoutes } from './documents.ts';
import { keyRoutes } from './keys.ts';
import { meRoutes } from './me.ts';
import { organisationRoutes } from './organisations.ts';
import { holdRoutes } from './retention.ts';
import { sessionRoutes } from './sessions.ts';
import { setupRoutes } from './setup.ts';
import { userRoutes } from './users.ts';
import { viewRoutes } from './views.ts';

/** Everything about who may do what, and the documents. */
export function accessRoutes(access: Access, options: { publicUrl: string | null; onDeleted?: () => void }): RouteRegistrar[] {
  const secureCookies = options.publicUrl?.startsWith('https://') ?? false;
  return [
    setupRoutes(access, secureCookies),
    sessionRoutes(access, secureCookies),
    meRoutes(access),
    organisationRoutes(access, options.onDeleted),
    userRoutes(access),
    keyRoutes(access),
    holdRoutes(access),
    viewRoutes(access),
    documentRoutes(),
  ];
}
