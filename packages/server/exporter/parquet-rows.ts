import { open } from 'node:fs/promises';

/**
 * How many rows a Parquet file says it has: `num_rows` of its footer (Thrift compact protocol), read without a library,
 * so that what the engine wrote is checked by somebody else. Throws for what is no whole Parquet file.
 */
export async function parquetRows(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(8);
    if (size < 12 || (await file.read(end, 0, 8, size - 8)).bytesRead !== 8 || end.toString('latin1', 4) !== 'PAR1') throw notParquet();
    const length = end.readUInt32LE(0);
    if (length > size - 12) throw notParquet();
    const footer = Buffer.alloc(length);
    await file.read(footer, 0, length, size - 8 - length);
    return rowsOfFooter(footer);
  } finally {
    await file.close();
  }
}

const notParquet = (): Error => new Error('the engine did not write a whole Parquet file');

/** `num_rows` is field 3 of the structure; what stands before it is passed over. */
export function rowsOfFooter(footer: Buffer): number {
  const reader = new CompactReader(footer);
  let field = 0;
  for (;;) {
    const head = reader.byte();
    const type = head & 15;
    if (type === 0) throw notParquet();
    field = head >> 4 === 0 ? Number(reader.zigzag()) : field + (head >> 4);
    if (field === 3 && type === 6) return Number(reader.zigzag());
    reader.skip(type);
  }
}

const deepest = 32;

class CompactReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw notParquet();
    return byte;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw notParquet();
  }

  zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  skip(type: number, depth = 0): void {
    if (depth > deepest) throw notParquet();
    switch (type) {
      case 1:
      case 2:
        return;
      case 3:
        this.#at += 1;
        return;
      case 4:
      case 5:
      case 6:
        this.varint();
        return;
      case 7:
        this.#at += 8;
        return;
      case 8: {
        // The length moves the place itself, so it is read first.
        const length = Number(this.varint());
        this.#at += length;
        return;
      }
      case 9:
      case 10: {
        const head = this.byte();
        const count = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
        // A boolean of a list has a byte of its own.
        for (let at = 0; at < count; at++) this.skip((head & 15) <= 2 ? 3 : head & 15, depth + 1);
        return;
      }
      case 11: {
        const count = Number(this.varint());
        if (count === 0) return;
        const types = this.byte();
        for (let at = 0; at < count; at++) for (const one of [types >> 4, types & 15]) this.skip(one <= 2 ? 3 : one, depth + 1);
        return;
      }
      case 12:
        for (let head = this.byte(); (head & 15) !== 0; head = this.byte()) {
          if (head >> 4 === 0) this.varint();
          this.skip(head & 15, depth + 1);
        }
        return;
      default:
        throw notParquet();
    }
  }
}

/** Held back until the rows are counted; the footer of a file that is streamed is far smaller. */
const heldBytes = 4 * 1024 * 1024;

/** A Parquet file on its way out, whose end is held back until its count of rows is what it must be. */
export async function* checkedParquet(chunks: AsyncIterable<Buffer>, check: (rows: number) => void): AsyncGenerator<Buffer> {
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    if (held.length < 2 * heldBytes) continue;
    yield held.subarray(0, held.length - heldBytes);
    held = Buffer.from(held.subarray(held.length - heldBytes));
  }
  if (held.length < 12 || held.toString('latin1', held.length - 4) !== 'PAR1') throw notParquet();
  const length = held.readUInt32LE(held.length - 8);
  if (length > held.length - 8) throw notParquet();
  check(rowsOfFooter(held.subarray(held.length - 8 - length, held.length - 8)));
  yield held;
}
