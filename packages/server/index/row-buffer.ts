/**
 * Rows that are to be sent, as bytes. Used again and again: tens of megabytes of text a batch would otherwise be
 * allocated, copied and collected. Whoever empties it makes sure that nobody still sends what it held.
 */
export class RowBuffer {
  #buffer = Buffer.allocUnsafe(1024 * 1024);
  #bytes = 0;
  #rows = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: string): void {
    // A UTF-16 unit has at most three bytes in UTF-8.
    this.#reserve(row.length * 3);
    this.#bytes += this.#buffer.write(row, this.#bytes, 'utf8');
    this.#rows += 1;
  }

  /** What was added, good until the buffer is emptied. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#bytes);
  }

  empty(): this {
    this.#bytes = 0;
    this.#rows = 0;
    return this;
  }

  #reserve(bytes: number): void {
    if (this.#bytes + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#bytes + bytes));
    this.#buffer.copy(larger, 0, 0, this.#bytes);
    this.#buffer = larger;
  }
}
