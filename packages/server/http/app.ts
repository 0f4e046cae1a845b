import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Authenticator } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { Problem } from '../base/problem.ts';
import { ClientAddress } from './client-ip.ts';
import { compressAnswer } from './compress.ts';
import type { App, AppContext, AppEnv, RouteRegistrar } from './context.ts';
import { checkOrigin } from './origin.ts';
import { problemHeaders } from './problem-headers.ts';
import { securityHeaders } from './security-headers.ts';
import { credentialsOf } from './session-cookie.ts';

const mostHeaderFields = 100;

export interface AppDeps {
  authenticator: Pick<Authenticator, 'principal'>;
  log: { error(fields: object, message: string): void; info(fields: object, message: string): void };
  /** Told of every answer. */
  metrics?: RequestMetrics;
  /** Origin people use, or null: whatever host they reach us by. */
  publicUrl: string | null;
  trustedProxies: readonly string[];
  /** A registrar a noun; the portal, which answers any other path, goes last. */
  routes: readonly RouteRegistrar[];
}

export interface RequestMetrics {
  answered(request: { route: { method: string; path: string } | null; status: number; seconds: number }): void;
  problem(code: string): void;
}

/**
 * The HTTP face: what holds for every request, then the routes.
 * Every error leaves here as a problem with the request's id; what is not a {@link Problem} is logged whole and
 * answered as `internal`, without a word about its cause. No CORS: other sites have no business here.
 */
export function createApp(deps: AppDeps): App {
  const addresses = new ClientAddress(deps.trustedProxies);
  const app = new Hono<AppEnv>();
  app.use(async (c, next) => {
    const startedMs = performance.now();
    begin(c, deps, addresses);
    await next();
    // Nobody reads the body of an answer to HEAD: its source must not wait for a reader.
    if (c.req.method === 'HEAD') await c.res.body?.cancel();
    await compressAnswer(c);
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
    c.res.headers.set('x-request-id', c.var.requestId);
    if (c.req.path.startsWith('/v1/') && !c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
    const durationMs = performance.now() - startedMs;
    deps.metrics?.answered({ route: c.var.route, status: c.res.status, seconds: durationMs / 1000 });
    logRequest(c, deps, durationMs);
  });
  app.use(async (c, next) => {
    checkHeader(c.env?.incoming?.rawHeaders ?? []);
    checkOrigin(c, deps.publicUrl);
    await next();
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return problemAnswer(c, error, deps);
    // Of control.db or of a file: nothing of the change was kept, and it can be tried again.
    if (isDiskFull(error)) return problemAnswer(c, new Problem('disk_full', { retryAfterSeconds: 10 }), deps);
    deps.log.error({ request_id: c.var.requestId, err: error }, 'a request failed');
    return problemAnswer(c, new Problem('internal'), deps);
  });
  app.notFound((c) => problemAnswer(c, new Problem('not_found'), deps));
  for (const register of deps.routes) register(app);
  return app;
}

/** Names and values in turn, as they were sent. Of two hosts a proxy may believe the other one. */
function checkHeader(fields: readonly string[]): void {
  if (fields.length > 2 * mostHeaderFields) throw new Problem('header_too_large');
  let hosts = 0;
  for (let at = 0; at < fields.length; at += 2) if (fields[at]!.length === 4 && fields[at]!.toLowerCase() === 'host') hosts++;
  if (hosts > 1) throw new Problem('request_malformed', { detail: 'The request names two hosts.' });
}

function begin(c: AppContext, deps: AppDeps, addresses: ClientAddress): void {
  c.set('requestId', randomUUID());
  c.set('clientIp', addresses.of(c.env?.incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for')));
  c.set('userAgent', c.req.header('user-agent')?.slice(0, 512) ?? null);
  c.set('principal', null);
  c.set('route', null);
  let asked: Promise<Principal | null> | undefined;
  c.set('authenticate', () => (asked ??= authenticate(c, deps)));
}

async function authenticate(c: AppContext, deps: AppDeps): Promise<Principal | null> {
  const credentials = credentialsOf(c);
  return credentials && deps.authenticator.principal(credentials, { ip: c.var.clientIp, userAgent: c.var.userAgent });
}

/** One line a request; the query stays out of it, for it may hold what people search for. */
function logRequest(c: AppContext, deps: AppDeps, durationMs: number): void {
  const fields = {
    request_id: c.var.requestId,
    method: c.req.method,
    path: c.req.path,
    status: c.res.status,
    ms: Math.round(durationMs),
    by: c.var.principal?.recordedBy ?? null,
    ip: c.var.clientIp,
  };
  deps.log.info(fields, 'request');
}

function problemAnswer(c: AppContext, problem: Problem, { metrics }: AppDeps): Response {
  metrics?.problem(problem.code);
  const headers = problemHeaders(problem);
  return new Response(JSON.stringify(problem.body(c.var.requestId)), { status: problem.status, headers });
}
