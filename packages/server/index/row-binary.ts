import { addressBytes } from './address-bytes.ts';

/**
 * Rows in ClickHouse's RowBinary format: values in the order of the columns, without separators. Used again and again:
 * tens of megabytes a batch would otherwise be allocated, copied and collected. Whoever empties it makes sure that
 * nobody still sends what it held.
 * Source: https://clickhouse.com/docs/interfaces/formats/RowBinary. LowCardinality is written as its plain type.
 */
export class RowBinary {
  #buffer = Buffer.allocUnsafe(1024 * 1024);
  #at = 0;
  #rows = 0;

  get bytes(): number {
    return this.#at;
  }

  get rows(): number {
    return this.#rows;
  }

  /** One row, whole or not at all. */
  row(write: () => void): void {
    const start = this.#at;
    try {
      write();
      this.#rows += 1;
    } catch (error) {
      this.#at = start;
      throw error;
    }
  }

  /** What was written, good until the next row or `empty`. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  empty(): this {
    this.#at = 0;
    this.#rows = 0;
    return this;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  /** Eight bytes, little end first, of an integer from 0 to 2^53. */
  uint64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#buffer.writeUInt32LE(value - high * 0x1_0000_0000, this.#at);
    this.#buffer.writeUInt32LE(high, this.#at + 4);
    this.#at += 8;
  }

  /** UUID in its usual text form: two numbers of eight bytes, each little end first. */
  uuid(text: string): void {
    this.#reserve(16);
    let digit = 0;
    for (let at = 0; at < 16; at += 1) {
      if (text.charCodeAt(digit) === dash) digit += 1;
      const value = (hexValue(text.charCodeAt(digit)) << 4) | hexValue(text.charCodeAt(digit + 1));
      this.#buffer[this.#at + (at < 8 ? 7 - at : 23 - at)] = value;
      digit += 2;
    }
    if (digit !== text.length) throw new TypeError(`not a UUID: ${text}`);
    this.#at += 16;
  }

  /** An address as IPv6, IPv4 as ::ffff:a.b.c.d; what is none as `::`. */
  address(text: string | undefined): void {
    this.#reserve(16);
    this.#buffer.set(addressBytes(text), this.#at);
    this.#at += 16;
  }

  strings(values: readonly string[]): void {
    this.#reserve(9);
    this.#at = writeLength(this.#buffer, this.#at, values.length);
    for (const value of values) this.string(value);
  }

  string(value: string): void {
    const { length } = value;
    // A UTF-16 unit has at most three bytes in UTF-8.
    this.#reserve(length * 3 + 9);
    if (length < shortLength && this.#short(value)) return;
    const guess = lengthBytes(length);
    const bytes = this.#buffer.write(value, this.#at + guess, 'utf8');
    const needed = lengthBytes(bytes);
    if (needed !== guess) this.#buffer.copyWithin(this.#at + needed, this.#at + guess, this.#at + guess + bytes);
    this.#at = writeLength(this.#buffer, this.#at, bytes) + bytes;
  }

  /** Short ASCII goes unit by unit, which is quicker than a call; false for anything else. */
  #short(value: string): boolean {
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = value.length;
    for (let unit = 0; unit < value.length; unit += 1) {
      const code = value.charCodeAt(unit);
      if (code >= 128) return false;
      buffer[at++] = code;
    }
    this.#at = at;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

const shortLength = 32;
const dash = 45;

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  if (lower >= 97 && lower <= 102) return lower - 87;
  throw new TypeError('not a hexadecimal digit');
}

/** Bytes of a length in LEB128. */
function lengthBytes(length: number): number {
  let bytes = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/** LEB128; returns the position after it. */
function writeLength(buffer: Buffer, start: number, length: number): number {
  let at = start;
  let rest = length;
  while (rest >= 128) {
    buffer[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}
