import type { z } from 'zod';
import type { ProblemCode } from './problems.ts';
import type { Scope } from './scopes.ts';

/**
 * One route of the API, as data. Server (parsing, authorisation), openapi.json, client types and the test that every
 * change is audited are made from it; nothing about a route is said twice.
 */
export interface RouteContract {
  /** operationId; unique, camelCase verb and noun. */
  id: string;
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** OpenAPI form: `/v1/keys/{id}`. */
  path: string;
  summary: string;
  /** Longer text for the documentation. */
  description?: string;
  /**
   * Who may call: `public`; `session` a signed-in user; `principal` any valid key or session;
   * a scope: a key or role with it (in which organisation, the handler decides).
   */
  access: Access;
  /** The event that every call of the route records, or why it records none. Further events, on other outcomes, in `also`. */
  audit: Audit;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The handler reads the body itself (streams, NDJSON); `body` is then documentation only. */
  rawBody?: true;
  /** Further content types of a raw body. */
  bodyTypes?: readonly string[];
  responses: Record<number, RouteResponse>;
  /** Beyond those every route may answer: unauthenticated, forbidden, validation_failed, internal. */
  problems: readonly ProblemCode[];
}

export type Access = 'public' | 'session' | 'principal' | Scope;

export type Audit = { event: string; also?: readonly string[] } | { none: string };

export interface RouteResponse {
  description: string;
  /** Absent: no body, or a body that is not JSON. */
  schema?: z.ZodType;
  /** Default `application/json`. */
  contentType?: string;
}

/** Keeps the literal types of a contract, so that handlers and clients are typed by it. */
export function route<const C extends RouteContract>(contract: C): C {
  return contract;
}

export type ParamsOf<C extends RouteContract> = C extends { params: infer S extends z.ZodType } ? z.output<S> : Record<never, never>;
export type QueryOf<C extends RouteContract> = C extends { query: infer S extends z.ZodType } ? z.output<S> : Record<never, never>;
export type BodyOf<C extends RouteContract> = C extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
/** What a caller sends, before defaults are filled in. */
export type BodyInputOf<C extends RouteContract> = C extends { body: infer S extends z.ZodType } ? z.input<S> : undefined;
export type QueryInputOf<C extends RouteContract> = C extends { query: infer S extends z.ZodType } ? z.input<S> : Record<never, never>;
export type AnswerOf<C extends RouteContract, S extends keyof C['responses']> = C['responses'][S] extends {
  schema: infer T extends z.ZodType;
}
  ? z.output<T>
  : undefined;
