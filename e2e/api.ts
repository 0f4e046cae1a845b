import type { RecordedEvent } from '@annals/events';
import { setupKey, type Running } from './server.ts';

/** The API by plain fetch: what a stranger's program sees, without our SDK in between. */

export interface Answer<T> {
  status: number;
  headers: Headers;
  text: string;
  json: T & { code: string; detail: string };
}

export interface ReceiptJson {
  index: number;
  status: string;
  id: string;
  organisation: string;
  sequence: number;
  received_at: string;
  leaf_hash: string;
  warnings: { pointer: string; code: string }[];
  problem: { code: string; detail: string; errors: { pointer: string; code: string }[] };
}

export interface ReceiptsJson {
  receipts: ReceiptJson[];
  recorded: number;
  duplicates: number;
  rejected: number;
}

export interface FoundJson {
  events: RecordedEvent[];
  next: string | null;
  previous: string | null;
  total: { value: number; relation: string } | null;
  indexed_to: number | null;
  as_of: number;
}

export interface Call {
  method?: string;
  key?: string | null;
  cookie?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export async function call<T = Record<string, unknown>>(
  server: Pick<Running, 'url'>,
  path: string,
  options: Call = {},
): Promise<Answer<T>> {
  const headers: Record<string, string> = { ...options.headers };
  const key = options.key === undefined ? (options.cookie ? null : setupKey) : options.key;
  if (key) headers['authorization'] = `Bearer ${key}`;
  if (options.cookie) {
    headers['cookie'] = options.cookie;
    headers['origin'] ??= server.url;
  }
  const raw = typeof options.body === 'string' || options.body instanceof Uint8Array;
  if (options.body !== undefined) headers['content-type'] ??= 'application/json';
  const body = options.body === undefined ? null : raw ? (options.body as string) : JSON.stringify(options.body);
  const response = await fetch(`${server.url}${path}`, {
    method: options.method ?? (body === null ? 'GET' : 'POST'),
    headers,
    body,
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  let json: unknown = null;
  if ((response.headers.get('content-type') ?? '').includes('json') && text !== '') json = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json: json as Answer<T>['json'] };
}

export function post(
  server: Pick<Running, 'url'>,
  events: unknown,
  options: Call & { organisation?: string } = {},
): Promise<Answer<ReceiptsJson>> {
  return call(
    server,
    `/v1/events${options.organisation === undefined ? '?organisation=acme' : options.organisation === '' ? '' : `?organisation=${encodeURIComponent(options.organisation)}`}`,
    { ...options, method: 'POST', body: events },
  );
}

export function find(
  server: Pick<Running, 'url'>,
  parameters: Record<string, string | number>,
  options: Call = {},
): Promise<Answer<FoundJson>> {
  const query = new URLSearchParams({
    organisation: 'acme',
    ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
  });
  return call(server, `/v1/events?${query}`, options);
}

export async function signIn(server: Pick<Running, 'url'>, email: string, password: string): Promise<{ status: number; cookie: string }> {
  const response = await fetch(`${server.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  await response.arrayBuffer();
  return { status: response.status, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

export const login = (members: Record<string, unknown> = {}): Record<string, unknown> => ({
  event: 'auth.login',
  actor: { type: 'user', id: 'u-1', email: 'eve@example.com' },
  ...members,
});
