import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../base/exit.ts';
import type { SegmentEntry } from '../segments/list.ts';
import { organisationDirectory } from '../segments/paths.ts';

/** Holds a bodies file to length and SHA-256 of its line in the list; says in words what is wrong, or null. */
export async function checkBodiesFile(data: string, organisation: string, entry: SegmentEntry): Promise<string | null> {
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(join(organisationDirectory(data, organisation), entry.file)) as AsyncIterable<Buffer>) {
      digest.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'the file is missing' : messageOf(error);
  }
  const sha256 = digest.digest('hex');
  if (bytes === entry.bytes && sha256 === entry.sha256) return null;
  return `the file has ${bytes} bytes and SHA-256 ${sha256}, the list says ${entry.bytes} and ${entry.sha256}`;
}
