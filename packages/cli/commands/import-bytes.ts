import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The text of a file: unpacked where it is gzip, and nothing else than UTF-8. */
export async function* textOf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of plain(chunks)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new UnreadableError('the file is not UTF-8');
    if (code.startsWith('Z_')) throw new UnreadableError('the gzip is damaged or cut off');
    throw error;
  }
}

/** From somewhere on a file cannot be read. */
export class UnreadableError extends Error {
  override name = 'UnreadableError';
}

async function* plain(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let gunzip: AsyncIterable<Uint8Array> | null = null;
  const all = chunks[Symbol.asyncIterator]();
  const first = await all.next();
  if (first.done === true) return;
  const again = async function* (): AsyncIterable<Uint8Array> {
    yield first.value;
    for (let next = await all.next(); next.done !== true; next = await all.next()) yield next.value;
  };
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) gunzip = pipeline(Readable.from(again()), createGunzip(), () => undefined);
  yield* gunzip ?? again();
}
