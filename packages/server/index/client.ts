import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createClient, ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { EngineFailed, EngineLied, EngineUnavailable } from './engine-errors.ts';
import type { Endpoint } from './engine.ts';
import { StringRows } from './string-rows.ts';
import { Until } from './until.ts';

/**
 * How the server asks the engine: always ClickHouse's HTTP protocol, embedded or not.
 *
 * Promises: every result, counts too, begins with a nonce that was made for this one query, and each row is checked; a
 * row without it is `EngineLied`, never a result. A result is whole or an error. Values travel as parameters only.
 * Relies on: statements being built by our own builders; the engine refusing unbound parameters.
 * Retries: none. State: none but connections; safe for concurrent use, one instance a thread.
 */
export interface Select {
  /** Expressions after the nonce. */
  columns: string;
  /** `FROM …` to the end, without SETTINGS and FORMAT. */
  rest: string;
  parameters: Record<string, unknown>;
  limits?: Limits;
}

export interface Limits {
  seconds?: number;
  memoryBytes?: number;
  threads?: number;
  /** Sorting beyond this goes through the disk. */
  spillBytes?: number;
}

const pageLimits = { seconds: 30, memoryBytes: 512 * 1024 * 1024 };

export class EngineClient {
  readonly #endpoint: () => Endpoint | null;
  readonly #pageLimits: Required<Pick<Limits, 'seconds' | 'memoryBytes'>>;
  readonly #onDamage: () => void;
  readonly #isSilent: () => boolean;
  #client: ClickHouseClient | null = null;
  #url = '';

  /**
   * `limits`: of a question that brings none of its own. `onDamage`: a question met a damaged file of the index.
   * `isSilent`: the engine owes so many answers that nobody should wait for it; whoever waits is told that it is unavailable.
   */
  constructor(
    endpoint: () => Endpoint | null,
    limits: Required<Pick<Limits, 'seconds' | 'memoryBytes'>> = pageLimits,
    onDamage: () => void = () => undefined,
    isSilent: () => boolean = () => false,
  ) {
    this.#endpoint = endpoint;
    this.#pageLimits = limits;
    this.#onDamage = onDamage;
    this.#isSilent = isSilent;
  }

  /** All rows, each without its nonce. Abort stops the engine's work. */
  async rows(select: Select, signal?: AbortSignal): Promise<unknown[][]> {
    const nonce = newNonce();
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#stream(select, nonce, 'JSONCompactEachRow', 'page', signal)) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const rows: unknown[][] = [];
    for (const line of text.split('\n')) {
      if (line === '') continue;
      rows.push(checkedRow(line, nonce));
    }
    return rows;
  }

  /** The one row of a query that always has one. */
  async row(select: Select, signal?: AbortSignal): Promise<unknown[]> {
    const [row, ...more] = await this.rows(select, signal);
    if (row === undefined || more.length > 0) throw new EngineLied('one row was asked for');
    return row;
  }

  /**
   * Streams `select`, whose columns must be one String; yields its values joined as they are, in constant memory.
   * Breaks off with an error, never with a short end. `onRows` is told how many rows each chunk held.
   */
  async *texts(select: Select, onRows: (count: number) => void, signal?: AbortSignal): AsyncIterable<Buffer> {
    const nonce = newNonce();
    const splitter = new StringRows(nonce, onRows);
    for await (const chunk of await this.#stream(select, nonce, 'RowBinary', 'export', signal)) {
      const out = splitter.push(chunk);
      if (out.length > 0) yield out;
    }
    splitter.end();
  }

  /**
   * A file that the engine makes whole before its first byte, which comes as it is. The one result without a nonce: it does
   * not come through a connection in which another query's output can lie. Whoever takes it compares its count of rows.
   */
  async *file(
    select: Select,
    { format, settings }: { format: 'Parquet'; settings: readonly string[] },
    signal?: AbortSignal,
  ): AsyncGenerator<Buffer> {
    yield* await this.#stream(select, null, format, 'export', signal, settings);
  }

  /** Inserts rows in RowBinary; resolves when the engine has them. Not fsynced: the ledger is the truth. */
  async insert(table: string, columns: readonly string[], body: Buffer): Promise<void> {
    await this.#guard(async () => {
      const result = await this.#current().exec({
        query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT RowBinary`,
        values: Readable.from([body], { objectMode: false }),
      });
      for await (const chunk of result.stream) void chunk;
    });
  }

  /** DDL and deletes, made by our own code only. */
  async command(query: string, parameters: Record<string, unknown> = {}): Promise<void> {
    await this.#guard(async () => {
      const result = await this.#current().exec({ query, query_params: parameters });
      for await (const chunk of result.stream) void chunk;
    });
  }

  /** Reads a part whole and compares it with its hashes; what is wrong with it, or null. */
  async checkPart(table: string, part: string): Promise<string | null> {
    if (!/^[\w-]+$/.test(part)) throw new Error(`not the name of a part: ${part}`);
    const text = await this.#guard(async () => {
      const result = await this.#current().exec({
        query: `CHECK TABLE ${table} PART '${part}' SETTINGS check_query_single_value_result = 0, max_threads = 1`,
      });
      const chunks: Buffer[] = [];
      for await (const chunk of result.stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    });
    const [name, passed, message = ''] = text.trimEnd().split('\t');
    if (name !== part || (passed !== '0' && passed !== '1')) throw new EngineLied('the check of a part is of another');
    return passed === '1' ? null : message;
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#client = null;
  }

  async #stream(
    select: Select,
    nonce: string | null,
    format: string,
    lane: 'page' | 'export',
    signal?: AbortSignal,
    formatSettings: readonly string[] = [],
  ): Promise<AsyncIterable<Buffer>> {
    const limits = select.limits ?? {};
    const settings = [
      `max_execution_time=${limits.seconds ?? this.#pageLimits.seconds}`,
      `max_memory_usage=${limits.memoryBytes ?? this.#pageLimits.memoryBytes}`,
      `max_threads=${limits.threads ?? 2}`,
      ...(limits.spillBytes === undefined ? [] : [`max_bytes_before_external_sort=${limits.spillBytes}`]),
      'output_format_json_quote_64bit_integers=0',
      'query_plan_max_limit_for_lazy_materialization=1001',
      // A moving bound of the order keeps the engine from answering words out of their index: 370 ms instead of 12.
      'use_top_k_dynamic_filtering=0',
      ...formatSettings,
    ];
    const query = `SELECT ${nonce === null ? '' : '{annals_nonce:String}, '}${select.columns} ${select.rest} SETTINGS ${settings.join(', ')} FORMAT ${format}`;
    const until = new Until(this.#isSilent, signal);
    const stream = await this.#guard(async () => {
      const result = await this.#current().exec({
        query,
        query_params: { ...select.parameters, ...(nonce !== null && { annals_nonce: nonce }) },
        ...(lane === 'export' ? { clickhouse_settings: { log_comment: 'export' } } : {}),
        abort_signal: until.signal,
      });
      return result.stream;
    }).catch((error: unknown) => {
      until.over();
      throw error;
    });
    return this.#guarded(stream, until);
  }

  async *#guarded(stream: Readable, until: Until): AsyncIterable<Buffer> {
    // The client library listens to the signal only until the first byte.
    const onAbort = (): void => void stream.destroy(new EngineUnavailable('aborted'));
    if (until.signal.aborted) onAbort();
    until.signal.addEventListener('abort', onAbort);
    try {
      for await (const chunk of stream) yield chunk as Buffer;
    } catch (error) {
      throw this.#told(error);
    } finally {
      until.over();
      stream.destroy();
    }
  }

  async #guard<T>(use: () => Promise<T>): Promise<T> {
    try {
      return await use();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(given: unknown): Error {
    const error = translated(given);
    if (error instanceof EngineFailed && error.isOfDamage) this.#onDamage();
    return error;
  }

  #current(): ClickHouseClient {
    const endpoint = this.#endpoint();
    if (endpoint === null) throw new EngineUnavailable('the engine is not running');
    if (this.#client === null || this.#url !== endpoint.url) {
      const old = this.#client;
      if (old !== null) void old.close().catch(() => undefined /* its connections are gone with the engine */);
      this.#url = endpoint.url;
      this.#client = createClient({
        url: endpoint.url,
        username: 'annals',
        password: endpoint.password,
        request_timeout: 600_000,
        max_open_connections: 64,
        // The library's own timer for idle sockets can close one that is in use again; Node's agent heeds the
        // Keep-Alive hint of the server instead.
        keep_alive: { enabled: true, idle_socket_ttl: 0 },
        compression: { request: false, response: false },
        log: { level: 127 },
      });
    }
    return this.#client;
  }
}

function newNonce(): string {
  return randomBytes(16).toString('hex');
}

function checkedRow(line: string, nonce: string): unknown[] {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    throw new EngineLied('a row is not JSON');
  }
  if (!Array.isArray(row) || row[0] !== nonce) throw new EngineLied('a row does not carry the nonce of its query');
  return row.slice(1);
}

function translated(error: unknown): Error {
  if (error instanceof EngineUnavailable || error instanceof EngineFailed || error instanceof EngineLied) return error;
  if (error instanceof ClickHouseError) {
    const code = Number(error.code);
    return code === 202 || code === 516 ? new EngineUnavailable(error.message) : new EngineFailed(code, error.message);
  }
  return new EngineUnavailable(error instanceof Error ? error.message : String(error));
}
