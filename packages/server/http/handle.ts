import type { AnswerOf, BodyOf, ParamsOf, QueryOf, RouteContract } from '@annals/events';
import type { ContentfulStatusCode, StatusCode } from 'hono/utils/http-status';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../base/problem.ts';
import type { App, AppContext } from './context.ts';
import { readJson } from './read-json.ts';
import { validate } from './validate.ts';

/** One call of a route: everything parsed, and the caller known. */
export interface Call<C extends RouteContract> {
  c: AppContext;
  params: ParamsOf<C>;
  query: QueryOf<C>;
  /** Undefined for routes without a body and for raw ones. */
  body: C extends { rawBody: true } ? undefined : BodyOf<C>;
  principal: C['access'] extends 'public' ? null : Principal;
  requestId: string;
  clientIp: string | null;
  /** Ends the call with a status of the contract and the body it promises. */
  answer<S extends keyof C['responses'] & StatusCode>(status: S, body: AnswerOf<C, S>, headers?: Record<string, string>): Response;
}

/**
 * Binds a handler to its contract: who may call, what may be sent, what comes back.
 * In this order: authentication, coarse scope, then parameters and body, so that a stranger learns nothing from validation.
 * Whether the principal may do it in the organisation at hand is the handler's question (`principal.can`).
 */
export function handle<const C extends RouteContract>(
  app: App,
  contract: C,
  handler: (call: Call<C>) => Promise<Response> | Response,
): void {
  const path = contract.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(contract.method.toUpperCase(), path, async (c) => {
    c.set('route', contract);
    const principal = await admit(c, contract);
    c.set('principal', principal);
    const params = contract.params ? validate(contract.params, c.req.param(), 'parameter_invalid') : {};
    const query = contract.query ? validate(contract.query, queryOf(c), 'parameter_invalid') : {};
    const body = contract.body && !contract.rawBody ? validate(contract.body, await readJson(c), 'validation_failed') : undefined;
    const call = {
      c,
      params,
      query,
      body,
      principal,
      requestId: c.var.requestId,
      clientIp: c.var.clientIp,
      answer: (status: StatusCode, json: object | undefined, headers?: Record<string, string>) =>
        json === undefined ? c.body(null, status, headers) : c.json(json, status as ContentfulStatusCode, headers),
    };
    return handler(call as unknown as Call<C>);
  });
}

async function admit(c: AppContext, contract: RouteContract): Promise<Principal | null> {
  const { access } = contract;
  if (access === 'public') return null;
  const principal = await c.var.authenticate();
  if (!principal)
    throw new Problem('unauthenticated', sentKey(c) ? { detail: 'The key is not known here, has expired or was revoked.' } : {});
  if (access === 'session' && principal.kind !== 'session') {
    throw new Problem('forbidden', { detail: 'This belongs to a signed-in user; a key cannot do it.' });
  }
  return principal;
}

/** One sentence for every key that is not good, so that it tells nobody which keys there were. */
function sentKey(c: AppContext): boolean {
  return /^bearer /i.test(c.req.header('authorization') ?? '');
}

/** A parameter given twice becomes a list, which a schema that wants one value refuses. */
function queryOf(c: AppContext): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}
