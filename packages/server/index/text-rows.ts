import { EngineLied } from './engine-errors.ts';

/** Rows `nonce TAB text LF` of a byte stream, checked and unescaped; holds at most one unfinished row. */
export class TextRows {
  readonly #head: Buffer;
  readonly #onRows: (count: number) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(nonce: string, onRows: (count: number) => void) {
    this.#head = Buffer.from(`${nonce}\t`);
    this.#onRows = onRows;
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const head = this.#head;
    const out = Buffer.allocUnsafe(bytes.length);
    let written = 0;
    let from = 0;
    let rows = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, from);
      if (end < 0) break;
      if (end - from < head.length || bytes.compare(head, 0, head.length, from, from + head.length) !== 0)
        throw new EngineLied('a row does not carry the nonce of its query');
      written = unescapeInto(bytes, from + head.length, end, out, written);
      from = end + 1;
      rows += 1;
    }
    this.#onRows(rows);
    this.#rest = Buffer.from(bytes.subarray(from));
    return out.subarray(0, written);
  }

  end(): void {
    if (this.#rest.length > 0) throw new EngineLied('the result ends within a row');
  }
}

const escapes = new Map([
  [0x6e, 0x0a],
  [0x74, 0x09],
  [0x72, 0x0d],
  [0x30, 0x00],
  [0x62, 0x08],
  [0x66, 0x0c],
]);

function unescapeInto(bytes: Buffer, from: number, end: number, out: Buffer, at: number): number {
  let read = from;
  let written = at;
  for (;;) {
    const slash = bytes.indexOf(0x5c, read);
    if (slash < 0 || slash >= end) {
      bytes.copy(out, written, read, end);
      return written + end - read;
    }
    bytes.copy(out, written, read, slash);
    written += slash - read;
    const code = bytes[slash + 1] ?? 0x5c;
    out[written] = escapes.get(code) ?? code;
    written += 1;
    read = slash + 2;
  }
}
