/** POSIX ustar, as much of it as an archive of tiles needs: plain files with short names, always the same bytes for the same content. */

const block = 512;

/** The header of a file; its bytes follow, filled up to a multiple of 512. */
export function tarHeader(path: string, bytes: number): Buffer {
  if (Buffer.byteLength(path) > 100 || bytes >= 8 ** 11) throw new RangeError(`${path} does not fit into a tar header`);
  const header = Buffer.alloc(block);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

export const tarPadding = (bytes: number): Buffer => Buffer.alloc((block - (bytes % block)) % block);

/** Two empty blocks. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * block);

/** The files of a tar in order; throws at the first byte that is not what {@link tarHeader} writes. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncIterable<{ path: string; bytes: Buffer }> {
  let held = Buffer.alloc(0);
  const source = chunks[Symbol.asyncIterator]();
  const take = async (length: number): Promise<Buffer> => {
    while (held.length < length) {
      const next: IteratorResult<Uint8Array, unknown> = await source.next();
      if (next.done) throw new Error('the tar is cut off');
      held = held.length === 0 ? Buffer.from(next.value) : Buffer.concat([held, next.value]);
    }
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  };
  for (;;) {
    const header = await take(block);
    if (header.every((byte) => byte === 0)) return;
    const path = header.toString('latin1', 0, header.indexOf(0));
    const length = Number.parseInt(header.toString('latin1', 124, 135), 8);
    if (!Number.isSafeInteger(length) || !header.equals(tarHeader(path, length))) throw new Error('the tar has a header that is not ours');
    yield { path, bytes: await take(length) };
    await take((block - (length % block)) % block);
  }
}
