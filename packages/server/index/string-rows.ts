import { EngineLied } from './engine-errors.ts';

const nonceLength = 32;
const headLength = nonceLength + 1;

/**
 * Rows of two Strings, nonce and text, in RowBinary: checked, and the texts joined as they are. Holds at most one
 * unfinished row. The chunks given are overwritten: a text moves to where the one before it ends, so nothing is allocated.
 */
export class StringRows {
  readonly #head: Buffer;
  readonly #onRows: (count: number) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** `nonce` is of 32 ASCII characters. */
  constructor(nonce: string, onRows: (count: number) => void) {
    this.#head = Buffer.concat([Buffer.of(nonceLength), Buffer.from(nonce, 'ascii')]);
    if (this.#head.length !== headLength) throw new RangeError('a nonce has 32 characters');
    this.#onRows = onRows;
  }

  push(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let written = 0;
    let from = 0;
    let rows = 0;
    for (;;) {
      const text = this.#textAt(bytes, from);
      if (text === null) break;
      bytes.copyWithin(written, text.start, text.end);
      written += text.end - text.start;
      from = text.end;
      rows += 1;
    }
    this.#onRows(rows);
    this.#rest = Buffer.from(bytes.subarray(from));
    return bytes.subarray(0, written);
  }

  end(): void {
    if (this.#rest.length > 0) throw new EngineLied('the result ends within a row');
  }

  /** Where the text of the row at `from` lies; null when the row is not all there yet. */
  #textAt(bytes: Buffer, from: number): { start: number; end: number } | null {
    let at = from + headLength;
    if (bytes.length <= at) return null;
    if (bytes.compare(this.#head, 0, headLength, from, at) !== 0) throw new EngineLied('a row does not carry the nonce of its query');
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
      if (shift > 35) throw new EngineLied('a text of a row is too long to be true');
    }
    return at + length > bytes.length ? null : { start: at, end: at + length };
  }
}
