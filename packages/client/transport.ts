import { exactJson, type ProblemBody, type RouteContract } from '@annals/events';
import type { AnyInput, InputOf, ResultOf } from './call.ts';
import { AnnalsError, UnreachableError } from './error.ts';

export interface TransportOptions {
  /** Address of the server, `https://audit.example.com`. In a browser, empty: the page's own. */
  url: string;
  /** API key token. Without it a browser's session cookie is what counts. */
  key?: string | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** Sent as User-Agent where the platform allows it. */
  userAgent?: string | undefined;
}

/** Sends one request at a time to one server. Every failure is thrown; nothing is retried here. */
export class Transport {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #fetch: typeof globalThis.fetch;

  constructor(options: TransportOptions) {
    this.#url = options.url.replace(/\/+$/, '');
    this.#headers = {
      ...(options.key ? { authorization: `Bearer ${options.key}` } : {}),
      ...(options.userAgent ? { 'user-agent': options.userAgent } : {}),
    };
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** Calls a route of the contract `C`, which method and path must be those of; resolves with the body of the answer. */
  async call<C extends RouteContract>(method: C['method'], path: C['path'], input: InputOf<C>): Promise<ResultOf<C>> {
    const response = await this.send(method, path, input);
    const text = await readText(response, this.#url);
    return (text === '' ? undefined : parseJson(text, this.#url)) as ResultOf<C>;
  }

  /** The answer with its body unread, for streams; a problem is thrown. */
  async send(method: string, path: string, input: AnyInput): Promise<Response> {
    const headers: Record<string, string> = { ...this.#headers, ...input.headers };
    let body: string | Uint8Array<ArrayBuffer> | null = null;
    if (input.rawBody !== undefined) {
      body = input.rawBody;
      headers['content-type'] = input.contentType ?? 'application/json';
    } else if (input.body !== undefined) {
      body = JSON.stringify(input.body);
      headers['content-type'] = 'application/json';
    }
    const init: RequestInit = {
      method: method.toUpperCase(),
      headers,
      body,
      credentials: 'same-origin',
      ...(input.signal ? { signal: input.signal } : {}),
    };
    let response: Response;
    try {
      response = await this.#fetch(this.address(path, input), init);
    } catch (error) {
      if (input.signal?.aborted) throw error;
      throw new UnreachableError(this.#url, reasonOf(error), { cause: error });
    }
    if (isProblem(response)) throw await readProblem(response, this.#url);
    // Some answers that are no success are no problem either: all receipts of a request rejected.
    if (!response.ok && !isJson(response)) throw new UnreachableError(this.#url, `something else answered, with status ${response.status}`);
    return response;
  }

  /** The full address of a call; for links the browser follows itself. */
  address(path: string, input: Pick<AnyInput, 'params' | 'query'>): string {
    const params = (input.params ?? {}) as Record<string, string | number>;
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(input.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null) query.append(name, String(one));
    }
    const text = query.toString();
    return `${this.#url}${filled}${text === '' ? '' : `?${text}`}`;
  }
}

function isProblem(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/problem+json') === true;
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/json') === true;
}

async function readText(response: Response, url: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw new UnreachableError(url, `the answer broke off (${reasonOf(error)})`, { cause: error });
  }
}

/** The bytes of an answer; one that broke off is no answer. */
export async function readBody(response: Response, url: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw new UnreachableError(url, `the answer broke off (${reasonOf(error)})`, { cause: error });
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return exactJson(text);
  } catch (error) {
    throw new UnreachableError(url, 'the answer is not JSON', { cause: error });
  }
}

async function readProblem(response: Response, url: string): Promise<AnnalsError> {
  const problem = parseJson(await readText(response, url), url) as ProblemBody;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new AnnalsError(problem, Number.isFinite(seconds) ? seconds : null);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
