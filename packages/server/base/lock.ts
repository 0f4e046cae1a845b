import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorCode, exitCodes, ExitError } from './exit.ts';

/** Another process holds the data directory. */
export class LockedError extends ExitError {
  readonly pid: number | null;
  readonly url: string | null;

  constructor(dataDir: string, holder: { pid: number | null; url: string | null }) {
    const who = holder.pid === null ? 'another process' : `process ${holder.pid}`;
    const where = holder.url === null ? '' : ` (Annals at ${holder.url})`;
    super(
      `${dataDir} is held by ${who}${where}: one server a data directory. Stop it, or choose another with ANNALS_DATA.`,
      exitCodes.unavailable,
    );
    this.name = 'LockedError';
    this.pid = holder.pid;
    this.url = holder.url;
  }
}

/** The right to write in a data directory. Ends with {@link release} or with the process, whatever kills it. */
export interface DataLock {
  /** Tells a second server where this one listens; call it once the port is known. */
  announce(url: string): void;
  release(): void;
}

/** A database that nobody refers to any more is collected and closed, and its lock with it: these are held on to. */
const locks = new Set<DatabaseSync>();

/**
 * Takes the exclusive lock of a data directory, which is made (0700) when it is not there.
 * The lock is an open exclusive transaction on the SQLite file `lock`: a byte-range lock of the operating system, so
 * that nothing has to be cleaned up after kill -9, and a number written in a file is never trusted.
 * Relies on locks that work: not on a network file system. Nothing else in the process may open `lock`.
 */
export function acquireLock(dataDir: string): DataLock {
  makeDirectory(dataDir);
  makeDirectory(join(dataDir, 'run'));
  const pidFile = join(dataDir, 'run', 'server.pid');
  const db = open(dataDir, pidFile);
  const say = (url: string) => writeFileSync(pidFile, `${process.pid}\n${url}\n`, { mode: 0o600 });
  locks.add(db);
  say('');
  let held = true;
  return {
    announce: say,
    release() {
      if (!held) return;
      held = false;
      // The file goes before the lock: after the lock it may already be the next server's.
      rmSync(pidFile, { force: true });
      db.close();
      locks.delete(db);
    },
  };
}

/**
 * Makes a folder and those above it, one by one: told to make them all, Node calls a read-only file system a missing
 * file, and where nothing can be made (`/proc`) it tries for ever.
 */
function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (errorCode(error) !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeDirectory(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
}

function open(dataDir: string, pidFile: string): DatabaseSync {
  const path = join(dataDir, 'lock');
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    chmodSync(path, 0o600);
    return db;
  } catch (error) {
    db.close();
    // 5 SQLITE_BUSY: someone else's transaction is open.
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) throw new LockedError(dataDir, readHolder(pidFile));
    throw error;
  }
}

function readHolder(pidFile: string): { pid: number | null; url: string | null } {
  let text: string;
  try {
    text = readFileSync(pidFile, 'utf8');
  } catch {
    // The holder has not written it yet, or it is a doctor: the lock alone decides, this only names.
    return { pid: null, url: null };
  }
  const [pid = '', url = ''] = text.split('\n');
  return { pid: /^[0-9]+$/.test(pid) ? Number(pid) : null, url: url === '' ? null : url };
}
