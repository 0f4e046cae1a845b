import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Principal } from '../access/principal.ts';

/** What every handler may rely on; set by `app.ts` before any route runs. */
export interface AppEnv {
  /** Absent members: a request made in process, without a socket. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** UUID of this request: log line, `x-request-id` header, problem body. */
    requestId: string;
    /** Address of the caller; a proxy's word for it counts only when the proxy is listed. */
    clientIp: string | null;
    userAgent: string | null;
    /** Of the contract; null on any other path. */
    route: { method: string; path: string } | null;
    /** Who asks; null on public routes and until `handle` has asked. */
    principal: Principal | null;
    /** Works out who asks, once a request; null without valid credentials. */
    authenticate: () => Promise<Principal | null>;
  };
}

export type App = Hono<AppEnv>;
export type AppContext = Context<AppEnv>;

/** Adds the routes of one noun; `createApp` takes a list of them. */
export type RouteRegistrar = (app: App) => void;
