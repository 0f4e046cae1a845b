/** Exit codes of every program of Annals; documented in docs/configuration.md. */
export const exitCodes = {
  ok: 0,
  /** It ran and did not succeed. */
  failed: 1,
  /** It was called wrongly: an argument or a variable. */
  usage: 2,
  /** Another process holds the data directory, or the server cannot be reached. */
  unavailable: 3,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A reason not to start or not to go on that a person can act on: its message is one plain line, shown without a stack. */
export class ExitError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = exitCodes.failed, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

/**
 * Says in one line why a start failed: what is in the way and what to do.
 * Anything it does not know keeps its own message; the caller may log the stack of that one.
 */
export function explainStartError(error: unknown, about: { dataDir: string; listen: { host: string; port: number } }): ExitError {
  if (error instanceof ExitError) return error;
  const code = errorCode(error);
  const address = `${about.listen.host}:${about.listen.port}`;
  const known: Record<string, string> = {
    EADDRINUSE: `${address} is in use by another program: stop it, or choose another address with ANNALS_LISTEN=127.0.0.1:8485.`,
    EADDRNOTAVAIL: `This machine has no address ${about.listen.host}: choose another with ANNALS_LISTEN.`,
    EACCES: `Permission denied (${messageOf(error)}): the data directory ${about.dataDir} and the address ${address} must be open to this user.`,
    EROFS: `The data directory ${about.dataDir} is on a read-only file system: choose another with ANNALS_DATA.`,
    ENOENT: `The data directory ${about.dataDir} cannot be made, or a file in it is gone (${messageOf(error)}): choose another with ANNALS_DATA.`,
    EEXIST: `The data directory ${about.dataDir} cannot be made, for it is a file: choose another with ANNALS_DATA.`,
    ENOTDIR: `The data directory ${about.dataDir} cannot be made, for a part of its path is a file: choose another with ANNALS_DATA.`,
    ENOSPC: `No space left for the data directory ${about.dataDir}.`,
    EPERM: `Not permitted (${messageOf(error)}): the data directory ${about.dataDir} must be this user's to write.`,
  };
  const sqlite = sqliteMeaning[sqliteCode(error)];
  if (sqlite)
    return new ExitError(known[sqlite] ?? `${sqlite} (${messageOf(error)}).`.replace('…', about.dataDir), exitCodes.failed, {
      cause: error,
    });
  return new ExitError((code && known[code]) || messageOf(error), exitCodes.failed, { cause: error });
}

/** What SQLite's result codes mean to whoever starts the server: a code of the system, or a line about the directory `…`. */
const sqliteMeaning: Record<number, string> = {
  8: 'EROFS',
  11: 'A database in the data directory … is damaged: restore it from a backup, or ask `annals doctor` which one it is',
  13: 'ENOSPC',
  14: 'A database in the data directory … cannot be opened: it must be there and open to this user',
  26: 'A file in the data directory … is not the database it should be: restore it from a backup',
};

function sqliteCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

/** The system's code of an error (`ENOENT`), or null. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
