import { readConfig, type Config } from './base/config.ts';
import { ExitError, exitCodes, explainStartError } from './base/exit.ts';
import { giveThreadsRoom } from './base/heap.ts';
import { refuseCopy, unmarkInUse } from './base/in-use.ts';
import { acquireLock } from './base/lock.ts';
import { openLog, readyLine } from './base/log.ts';
import { untilAskedToStop } from './base/shutdown.ts';
import { listen } from './http/serve.ts';
import { openServer } from './server.ts';

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
    await refuseCopy(config.dataDir);
    const stopping = untilAskedToStop();
    giveThreadsRoom();
    const server = await openServer(config, log, (detail) => {
      // After a failed fsync nobody knows what the disk holds: nothing more is acknowledged; the next start reads what is there.
      log.error({ detail }, 'Annals ends, for it can no longer record durably');
      process.exit(exitCodes.failed);
    });
    const http = await listen(server.app, config);
    const { url } = http;
    lock.announce(url);
    const token = await server.access.setup.open();
    process.stdout.write(
      readyLine(config.log, { url, setupUrl: token === null ? null : `${config.publicUrl ?? url}/setup#token=${token}` }),
    );
    log.info({ signal: await stopping }, 'stopping');
    server.endTails();
    await http.close();
    await server.close();
    await unmarkInUse(config.dataDir);
    lock.release();
    return exitCodes.ok;
  } catch (error) {
    const known = explainStartError(error, config);
    if (!(error instanceof ExitError) && known.cause === error) log.debug({ err: error }, 'the start failed');
    throw known;
  }
}

function fail(error: ExitError): void {
  process.stderr.write(`annals: ${error.message}\n`);
  process.exit(error.exitCode);
}
