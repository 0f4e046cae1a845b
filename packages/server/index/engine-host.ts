import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { answer } from './host-http.ts';
import { HostSessions } from './host-sessions.ts';

/**
 * Main of the engine's child process: opens the embedded engine and serves it on loopback until its parent is gone.
 *
 * Promises: port and secret travel over the IPC channel only; when that channel closes the process is gone at once
 * (the index can lose nothing that the ledger does not hold). An abort inside the engine kills this process alone.
 */
export interface OpenMessage {
  kind: 'open';
  /** Directory of the index; made when missing. */
  path: string;
  secret: string;
  memoryBytes: number;
}

export type HostMessage = { kind: 'listening'; port: number; startMs: number } | { kind: 'failed'; message: string } | { kind: 'alive' };

/** Half of the process's memory is what the engine does not count: 270 MB of its own program, Node, freed pages, fragments. */
const countedBytes = (memoryBytes: number): number => Math.floor(memoryBytes / 2);

const config = (memoryBytes: number): string => `<clickhouse>
  <logger><level>none</level></logger>
  <max_server_memory_usage>${countedBytes(memoryBytes)}</max_server_memory_usage>
  <mark_cache_size>67108864</mark_cache_size>
  <primary_index_cache_size>67108864</primary_index_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_mark_cache_size>33554432</index_mark_cache_size>
  <query_condition_cache_size>8388608</query_condition_cache_size>
  <merge_tree><old_parts_lifetime>480</old_parts_lifetime></merge_tree>
</clickhouse>
`;

async function open(message: OpenMessage): Promise<{ port: number; server: Server; stop(): Promise<void>; alive(): Promise<void> }> {
  const { Session, drainPending } = await import('chdb');
  mkdirSync(message.path, { recursive: true, mode: 0o700 });
  const configPath = join(message.path, 'engine.xml');
  writeIfOther(configPath, config(message.memoryBytes));
  const openSession = (): InstanceType<typeof Session> =>
    new Session(join(message.path, 'engine'), { connectionArgs: [`--config-file=${configPath}`] });
  const sessions = new HostSessions(openSession, {
    read: { sessions: 6, waiting: 512 },
    // Two for jobs, which may run for an hour, and two for what is streamed at once.
    export: { sessions: 4, waiting: 16 },
    // One: whoever comes after a broken insert comes after its end, and sees whether it landed.
    write: { sessions: 1, waiting: 64 },
    // Reads whole parts.
    check: { sessions: 1, waiting: 4 },
  });
  const control = openSession();
  const asking = openSession();
  let seen = 0;
  let asked: Promise<unknown> | null = null;
  let killing: Promise<unknown> = control.queryAsync('SELECT 1 FORMAT Null');
  await killing;
  const kill = (marker: string): Promise<void> => {
    const next = killing
      .then(() => control.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = '${marker}' FORMAT Null`))
      .then(() => undefined);
    // The caller has the error through `next`; the chain must go on for the next kill.
    killing = next.catch(() => undefined);
    return next;
  };
  const deps = { sessions, kill, secret: message.secret, maxInsertBytes: 256 * 1024 * 1024, spoolPath: message.path };
  const limits = { maxHeaderSize: 512 * 1024, keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 0 };
  const server = createServer(limits, (request, response) => {
    answer(request, response, deps).catch((error: unknown) => {
      console.error('engine host:', error);
      response.destroy();
    });
  });
  server.maxConnections = 512;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the engine host has no port');
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    sessions.close();
    control.close();
    asking.close();
    await drainPending();
  };
  /** An answer of the engine itself: of a query that ended since it was last asked, or of one made for this. */
  const alive = async (): Promise<void> => {
    if (sessions.returned === seen) await (asked ??= asking.queryAsync('SELECT 1 FORMAT Null').finally(() => (asked = null)));
    seen = sessions.returned;
  };
  return { port: address.port, server, stop, alive };
}

/** A full disk must not keep an engine from starting that has all it needs. */
function writeIfOther(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

function main(): void {
  // Recording goes first: where processors are short, search and indexing wait. Threads made from here on inherit it.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const startedMs = Date.now();
  let stop: (() => Promise<void>) | null = null;
  let alive: (() => Promise<void>) | null = null;
  const tell = (message: HostMessage): void => {
    process.send?.(message);
  };
  // No clean-up on purpose: ending natively while a query runs is not safe, and a parent that vanished waits for nobody.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // A terminal's Ctrl-C reaches the whole group; the parent decides when the engine stops.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('message', (message: OpenMessage | { kind: 'stop' } | { kind: 'ping' }) => {
    if (message.kind === 'ping') {
      // An engine that answers with an error answers: the watchdog asks whether it hangs, nothing else.
      void (alive?.() ?? Promise.resolve()).finally(() => tell({ kind: 'alive' })).catch(() => undefined);
      return;
    }
    if (message.kind === 'stop') {
      void (stop?.() ?? Promise.resolve()).finally(() => process.exit(0));
      return;
    }
    open(message).then(
      (opened) => {
        ({ stop, alive } = opened);
        tell({ kind: 'listening', port: opened.port, startMs: Date.now() - startedMs });
      },
      (error: unknown) => {
        tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
        setImmediate(() => process.exit(1));
      },
    );
  });
}

main();
