import type { BodyInputOf, QueryInputOf, RouteContract } from '@annals/events';
import type { z } from 'zod';

/** What a call of a route takes and gives, as types of its contract: nothing of the contract is needed at run time. */

type ParamsInput<C extends RouteContract> = C extends { params: infer S extends z.ZodType }
  ? { params: z.input<S> }
  : { params?: undefined };
type QueryInput<C extends RouteContract> = C extends { query: z.ZodType } ? { query?: QueryOf<C> } : { query?: undefined };
/** The query of a route as callers give it: numbers may stand where the address holds digits; undefined is left out. */
export type QueryOf<C extends RouteContract> = Loosened<QueryInputOf<C>>;
type Loosened<Q> = { [K in keyof Q]: (unknown extends Q[K] ? string | number : Q[K]) | (undefined extends Q[K] ? undefined : never) };
type BodyInput<C extends RouteContract> = C extends { rawBody: true }
  ? { rawBody: string | Uint8Array<ArrayBuffer>; contentType: string }
  : C extends { body: z.ZodType }
    ? { body: BodyInputOf<C> }
    : { body?: undefined };

export type InputOf<C extends RouteContract> = ParamsInput<C> &
  QueryInput<C> &
  BodyInput<C> & { signal?: AbortSignal | undefined; headers?: Record<string, string> };

/** Any body that is not a problem: the success, whatever its status. Undefined for routes that answer without one. */
export type ResultOf<C extends RouteContract> = ResultOfResponse<C['responses'][keyof C['responses']]>;
type ResultOfResponse<R> = R extends { schema: infer S extends z.ZodType } ? z.output<S> : undefined;

/** Everything {@link InputOf} may hold, for code that no longer cares which route it is. */
export interface AnyInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  rawBody?: string | Uint8Array<ArrayBuffer>;
  contentType?: string;
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
}
