import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Session } from 'chdb';
import { namelessFile } from './host-insert.ts';

/** Formats that are whole only at their end: as a stream, the embedded engine would write a file a block. */
const wholeFormats = new Set(['Parquet']);

export const isWholeFormat = (format: string): boolean => wholeFormats.has(format);

const readBytes = 256 * 1024;

/**
 * Lets the engine write a query's result into a file without a name and sends it. The file is gone with this process; a
 * failure of the query is a status, for nothing was sent before.
 */
export async function answerFile(
  session: Session,
  query: string,
  format: string,
  directory: string,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const file = await namelessFile(directory);
  try {
    // Named by its descriptor, as in an insert.
    await session.queryAsync(`INSERT INTO FUNCTION file('/proc/self/fd/${file.fd}', '${format}') ${query}`);
    gone.throwIfAborted();
    const { size } = await file.stat();
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(size) });
    for (let at = 0; at < size;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(readBytes, size - at)), 0, null, at);
      if (bytesRead === 0) throw new Error('a file of the engine became shorter');
      at += bytesRead;
      if (!response.write(buffer.subarray(0, bytesRead))) await once(response, 'drain', { signal: gone });
    }
    response.end();
  } finally {
    await file.close();
  }
}
