import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../base/exit.ts';

/**
 * `run/engine.pid`: the engine's process while there is one.
 *
 * An engine outlives its server only when it is stopped or stuck in the kernel, and then it holds the lock of the index;
 * `endOrphan` ends it. It ends no other process: the pid must run the same program on the same directory.
 */
export class EnginePid {
  readonly #directory: string;
  readonly #path: string;
  readonly #arguments: readonly string[];

  constructor(directory: string, program: string, indexPath: string) {
    this.#directory = directory;
    this.#path = join(directory, 'engine.pid');
    this.#arguments = [program, indexPath];
  }

  write(pid: number): void {
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(this.#path, `${pid}\n`);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  /** The pid that was killed, or null. Relies on the caller holding the lock of the data directory. */
  endOrphan(): number | null {
    const pid = Number(readOrNull(this.#path));
    if (!Number.isSafeInteger(pid) || pid <= 1) return null;
    const given = readOrNull(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    if (!this.#arguments.every((argument) => given.includes(argument))) return null;
    process.kill(pid, 'SIGKILL');
    return pid;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return null;
  }
}
