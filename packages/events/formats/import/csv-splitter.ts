import { ImportError, type RawRecord, type Splitter } from './import-format.ts';

/** Longer than any event may be; a quote that is never closed ends here. */
const mostRecordUnits = 1 << 20;

/**
 * Cuts RFC 4180 into rows of cells. Line ends are CR LF or LF; fields may be quoted or not. Behind a row that cannot be
 * read, reading goes on at the next line.
 */
export class CsvSplitter implements Splitter<string[]> {
  #text = '';
  #line = 1;
  #delimiter: string | null = null;
  #started = false;

  push(text: string): RawRecord<string[]>[] {
    this.#text += text;
    return this.#take(false);
  }

  end(): RawRecord<string[]>[] {
    return this.#take(true);
  }

  #take(ended: boolean): RawRecord<string[]>[] {
    if (!this.#started && this.#text !== '') {
      this.#started = true;
      if (this.#text.startsWith('\ufeff')) this.#text = this.#text.slice(1);
    }
    const rows: RawRecord<string[]>[] = [];
    let from = 0;
    while (from < this.#text.length) {
      const row = this.#row(from, ended);
      if (row === null) break;
      if (row.raw instanceof ImportError || row.raw.length > 1 || row.raw[0] !== '') rows.push({ line: this.#line, raw: row.raw });
      for (let at = from; at < row.end; at += 1) if (this.#text.charCodeAt(at) === 10) this.#line += 1;
      from = row.end;
    }
    this.#text = this.#text.slice(from);
    return rows;
  }

  /** Null while the row is not all there. */
  #row(from: number, ended: boolean): { raw: string[] | ImportError; end: number } | null {
    this.#delimiter ??= this.#delimiterIn(from, ended);
    if (this.#delimiter === null) return null;
    const cells: string[] = [];
    let at = from;
    for (;;) {
      const cell = this.#text[at] === '"' ? this.#quoted(at) : this.#plain(at);
      const next = this.#text[cell.end];
      const isWhole = next !== undefined && !(next === '\r' && cell.end + 1 === this.#text.length);
      if (!isWhole && !ended) return this.#text.length - from > mostRecordUnits ? this.#broken('the row does not end', from, ended) : null;
      if (cell.text === null) return this.#broken('a quote is not closed', from, ended);
      cells.push(cell.text);
      if (next === this.#delimiter) at = cell.end + 1;
      else if (next === undefined || next === '\n') return { raw: cells, end: cell.end + (next === undefined ? 0 : 1) };
      else if (next === '\r' && this.#text[cell.end + 1] === '\n') return { raw: cells, end: cell.end + 2 };
      else return this.#broken('there is text between a closing quote and the next cell', from, ended);
    }
  }

  #quoted(start: number): { text: string | null; end: number } {
    let at = start + 1;
    for (;;) {
      const quote = this.#text.indexOf('"', at);
      if (quote < 0) return { text: null, end: this.#text.length };
      if (this.#text[quote + 1] !== '"') return { text: this.#text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
      at = quote + 2;
    }
  }

  #plain(start: number): { text: string; end: number } {
    let end = start;
    for (; end < this.#text.length; end += 1) {
      const unit = this.#text[end];
      if (unit === this.#delimiter || unit === '\n' || (unit === '\r' && (this.#text[end + 1] ?? '\n') === '\n')) break;
    }
    return { text: this.#text.slice(start, end), end };
  }

  /** Skips the line on which the row begins; null while that line is not all there. */
  #broken(problem: string, from: number, ended: boolean): { raw: ImportError; end: number } | null {
    const end = this.#text.indexOf('\n', from) + 1;
    if (end === 0 && !ended && this.#text.length - from <= mostRecordUnits) return null;
    return { raw: new ImportError(problem), end: end === 0 ? this.#text.length : end };
  }

  /** What stands behind the first name of the header: a comma, or what a spreadsheet of another country writes. */
  #delimiterIn(from: number, ended: boolean): string | null {
    const end = this.#text.indexOf('\n', from);
    if (end < 0 && !ended && this.#text.length < mostRecordUnits) return null;
    const header = this.#text.slice(from, end < 0 ? undefined : end);
    const [found] = [',', ';', '\t'].toSorted((one, other) => header.split(other).length - header.split(one).length);
    return found ?? ',';
  }
}
