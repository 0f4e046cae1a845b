import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { readConfig, type Config } from './base/config.ts';
import { ExitError, exitCodes, explainStartError } from './base/exit.ts';
import { acquireLock } from './base/lock.ts';
import { openLog, readyLine } from './base/log.ts';
import { untilAskedToStop } from './base/shutdown.ts';
import { openServer } from './server.ts';
import type { App } from './http/context.ts';

/** Start, wait, stop. Everything else is in `server.ts`. */

const started = process.env;
try {
  process.exitCode = await run(readConfig(started));
} catch (error) {
  fail(error instanceof ExitError ? error : explainStartError(error, { dataDir: '', listen: { host: '', port: 0 } }));
}

async function run(config: Config): Promise<number> {
  const log = openLog({ format: config.log, level: config.logLevel, write: (line) => process.stderr.write(line) });
  try {
    const lock = acquireLock(config.dataDir);
    const stopping = untilAskedToStop();
    const server = await openServer(config, log, (detail) => {
      // After a failed fsync nobody knows what the disk holds: nothing more is acknowledged; the next start reads what is there.
      log.error({ detail }, 'Annals ends, for it can no longer record durably');
      process.exit(exitCodes.failed);
    });
    const http = await listen(server.app, config.listen);
    const { port } = http.address() as AddressInfo;
    const host = config.listen.host.includes(':') ? `[${config.listen.host}]` : config.listen.host;
    const url = `http://${host}:${port}`;
    lock.announce(url);
    const token = await server.access.setup.open();
    process.stdout.write(
      readyLine(config.log, { url, setupUrl: token === null ? null : `${config.publicUrl ?? url}/setup#token=${token}` }),
    );
    log.info({ signal: await stopping }, 'stopping');
    await closeHttp(http);
    await server.close();
    lock.release();
    return exitCodes.ok;
  } catch (error) {
    const known = explainStartError(error, config);
    if (!(error instanceof ExitError) && known.cause === error) log.debug({ err: error }, 'the start failed');
    throw known;
  }
}

function listen(app: App, { host, port }: { host: string; port: number }): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const http = serve(
      {
        fetch: app.fetch,
        hostname: host,
        port,
        serverOptions: { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000, maxHeaderSize: 16 * 1024 },
      },
      () => resolve(http),
    );
    http.on('error', reject);
  });
}

/** Lets answers under way end, at most five seconds. */
function closeHttp(http: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => 'closeAllConnections' in http && http.closeAllConnections(), 5_000);
    http.close(() => {
      clearTimeout(timer);
      resolve();
    });
    if ('closeIdleConnections' in http) http.closeIdleConnections();
  });
}

function fail(error: ExitError): void {
  process.stderr.write(`annals: ${error.message}\n`);
  process.exit(error.exitCode);
}
