import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Session } from 'chdb';
import { answerFile, isWholeFormat } from './host-file.ts';
import { insertFrom, parseInsert, spool } from './host-insert.ts';
import { HostRefusal } from './host-refusal.ts';
import { LaneFull, type HostSessions, type Lane } from './host-sessions.ts';

/**
 * The part of ClickHouse's HTTP protocol that Annals speaks, in front of the embedded engine.
 *
 * Promises: nothing is answered without the secret; reads run only as streams, after their parameters were set on the
 * same, exclusively held Session; a text with a `{name:` that the request did not bring is refused, because the value
 * of the Session's last holder would be used; so is one that would change the Session; an error after the first byte destroys the socket, so no reader takes
 * half a result for a whole one; a client that goes away kills its query inside the engine.
 */
export interface HostDeps {
  sessions: HostSessions;
  /** Runs KILL QUERY on a Session that is in no lane. */
  kill(marker: string): Promise<void>;
  secret: string;
  maxInsertBytes: number;
  /** Where the rows of an insert wait for the engine. */
  spoolPath: string;
}

/** Settings a client library adds by itself and that have no meaning here. */
const ignoredSettings = new Set([
  'database',
  'default_format',
  'query_id',
  'query',
  'enable_http_compression',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'log_comment',
]);
const maxQueryBytes = 256 * 1024;

export async function answer(request: IncomingMessage, response: ServerResponse, deps: HostDeps): Promise<void> {
  if (!authorised(request, deps.secret)) {
    // Whatever else it sends is not read.
    response.shouldKeepAlive = false;
    response.once('finish', () => request.destroy());
    return refuse(response, 401, 516, 'Authentication failed', 'AUTHENTICATION_FAILED');
  }
  const url = new URL(request.url ?? '/', 'http://engine');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const gone = new AbortController();
  const marker = `annals:${randomUUID()}`;
  let running = false;
  response.once('close', () => {
    if (response.writableFinished) return;
    gone.abort();
    if (running) void deps.kill(marker).catch((error: unknown) => console.error('engine host: kill failed', error));
  });
  try {
    for (const name of url.searchParams.keys()) {
      if (!name.startsWith('param_') && !ignoredSettings.has(name))
        throw new HostRefusal(115, `Setting ${name} is not accepted in the URL`, 'UNKNOWN_SETTING');
    }
    const inUrl = url.searchParams.get('query');
    if (inUrl !== null && /^\s*INSERT\s/i.test(inUrl)) {
      const insert = parseInsert(inUrl);
      const rows = await spool(request as AsyncIterable<Buffer>, deps.spoolPath, deps.maxInsertBytes);
      try {
        await deps.sessions.with('write', gone.signal, (session) => insertFrom(session, insert, rows));
      } finally {
        await rows.close();
      }
      response.end();
      return;
    }
    const text = inUrl ?? (await readBody(request, maxQueryBytes)).toString('utf8');
    if (keepsState(text)) throw new HostRefusal(62, 'SET and USE are not served', 'SYNTAX_ERROR');
    const parameters = boundParameters(text, url.searchParams);
    await deps.sessions.with(laneOf(text, url.searchParams), gone.signal, async (session) => {
      running = true;
      try {
        await run(session, text, parameters, marker, response, gone.signal, deps.spoolPath);
      } finally {
        running = false;
      }
    });
  } catch (error) {
    fail(response, error);
  }
}

function authorised(request: IncomingMessage, secret: string): boolean {
  const given = createHash('sha256')
    .update(request.headers.authorization ?? '')
    .digest();
  const wanted = createHash('sha256')
    .update(`Basic ${Buffer.from(`annals:${secret}`).toString('base64')}`)
    .digest();
  return timingSafeEqual(given, wanted);
}

function isCheck(text: string): boolean {
  return /^\s*CHECK\s/i.test(text);
}

function laneOf(text: string, search: URLSearchParams): Lane {
  if (isCheck(text)) return 'check';
  if (!/^\s*SELECT\s/i.test(text)) return 'write';
  return search.get('log_comment') === 'export' ? 'export' : 'read';
}

/** What stays on the Session beyond its request. */
function keepsState(text: string): boolean {
  return /^[\s(]*(?:SET|USE)\b/i.test(text);
}

function boundParameters(text: string, search: URLSearchParams): Map<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of search) if (name.startsWith('param_')) given.set(name.slice('param_'.length), value);
  for (const name of given.keys()) if (!/^\w+$/.test(name)) throw new HostRefusal(36, 'A parameter has an unusable name', 'BAD_ARGUMENTS');
  // Any brace: one with a comment or quotes behind it is a substitution to the engine too.
  for (const [, name = ''] of text.matchAll(/\{(?:\s*(\w+)\s*:)?/g)) {
    if (!given.has(name)) throw new HostRefusal(456, `Substitution {${name}:…} is not set by this request`, 'UNKNOWN_QUERY_PARAMETER');
  }
  return given;
}

/** A quoted literal: the one place where a value becomes text. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

async function run(
  session: Session,
  text: string,
  parameters: Map<string, string>,
  marker: string,
  response: ServerResponse,
  gone: AbortSignal,
  spoolPath: string,
): Promise<void> {
  gone.throwIfAborted();
  // The engine keeps no comments in system.processes, but it keeps settings.
  const set = [`log_comment=${literal(marker)}`, ...[...parameters].map(([name, value]) => `param_${name}=${literal(value)}`)];
  await session.queryAsync(`SET ${set.join(', ')}`);
  gone.throwIfAborted();
  if (!/^\s*SELECT\s/i.test(text)) {
    const result = await session.queryAsync(text, { format: 'TSV' });
    // A check is no stream; what it says is a line, and an error discards the Session as ever.
    response.end(isCheck(text) ? result.text() : '');
    return;
  }
  const [, body = text, format = 'TabSeparated'] = /^([\s\S]*?)\s*FORMAT\s+(\w+)\s*;?\s*$/i.exec(text) ?? [];
  if (isWholeFormat(format)) return answerFile(session, body, format, spoolPath, response, gone);
  for await (const chunk of session.queryStream(body, { format })) {
    gone.throwIfAborted();
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    if (!response.write(chunk.raw())) await once(response, 'drain', { signal: gone });
  }
  // A killed query may end as if it were complete.
  gone.throwIfAborted();
  response.end();
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new HostRefusal(307, 'The request is too large', 'TOO_MANY_BYTES');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  if (error instanceof HostRefusal) return refuse(response, 400, error.code, error.message, error.type);
  if (error instanceof LaneFull) return refuse(response, 503, 202, error.message, 'TOO_MANY_SIMULTANEOUS_QUERIES');
  const message = error instanceof Error ? error.message : String(error);
  const code = Number(/Code: (\d+)/.exec(message)?.[1] ?? 1001);
  response.writeHead(500, { 'x-clickhouse-exception-code': String(code), 'content-type': 'text/plain; charset=utf-8' });
  response.end(message);
}

function refuse(response: ServerResponse, status: number, code: number, message: string, type: string): void {
  response.writeHead(status, { 'x-clickhouse-exception-code': String(code), 'content-type': 'text/plain; charset=utf-8' });
  response.end(`Code: ${code}. DB::Exception: ${message}. (${type})\n`);
}
