import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../base/exit.ts';
import { Problem } from '../base/problem.ts';
import type { ExportRow } from '../control/tables.ts';
import type { ExportFile } from './manifest.ts';
import { exportDirectory } from './paths.ts';

const mostRemembered = 1000;

/**
 * Files of exports on their way out. A file is compared with its SHA-256 whole before its first byte is sent, once as
 * long as it stays the same file to the system; a file that is not what was written is never sent.
 */
export class ServedFiles {
  readonly #data: string;
  /** What the system said of a file when its bytes were right. */
  readonly #right = new Map<string, string>();

  constructor(data: string) {
    this.#data = data;
  }

  /** Its path, or the problem that says why it cannot be sent. */
  async check(row: ExportRow, file: { name: string; bytes: number | null; sha256: string }): Promise<string> {
    const path = join(exportDirectory(this.#data, row.id), file.name);
    const found = await stat(path, { bigint: true }).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw new Problem('export_gone', { detail: 'The file is no longer on the disk of the server.' });
      throw error;
    });
    const identity = [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
    if (this.#right.get(path) === identity) return path;
    if ((file.bytes !== null && found.size !== BigInt(file.bytes)) || (await sha256Of(path)) !== file.sha256)
      throw new Problem('export_damaged');
    if (this.#right.size >= mostRemembered) this.#right.clear();
    this.#right.set(path, identity);
    return path;
  }
}

async function sha256Of(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

/** The files of a job that is done; else the problem that says what it is. */
export function filesOf(row: ExportRow): ExportFile[] {
  if (row.state === 'expired') throw new Problem('export_gone', { detail: 'The export has expired.' });
  if (row.state !== 'done' || row.files === null) throw new Problem('export_not_ready', { detail: `The export is ${row.state}.` });
  return JSON.parse(row.files) as ExportFile[];
}
