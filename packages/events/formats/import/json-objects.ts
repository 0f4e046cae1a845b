import { ImportError, type RawRecord, type Splitter } from './import-format.ts';

/** Longer than any event may be. */
const mostRecordUnits = 1 << 20;

/**
 * Cuts a text into the texts of its outermost JSON objects: one a line, one after the other, or in an array. Behind
 * what is none, reading goes on at the next line that begins with a brace.
 */
export class JsonObjects implements Splitter<string> {
  #text = '';
  #line = 1;

  push(text: string): RawRecord<string>[] {
    this.#text += text;
    return this.#take(false);
  }

  end(): RawRecord<string>[] {
    return this.#take(true);
  }

  #take(ended: boolean): RawRecord<string>[] {
    const records: RawRecord<string>[] = [];
    let at = 0;
    for (;;) {
      at = this.#skip(at);
      if (at === this.#text.length) break;
      const opened = this.#text[at] === '{' ? endOfObject(this.#text, at) : { end: at + 1, whole: false };
      const found = opened.whole ? opened : this.#nextLine(opened.end - 1);
      // A line end that decides may be still to come.
      const isWhole = found.whole || ended || found.end < this.#text.length || this.#text.length - at > mostRecordUnits;
      if (!isWhole) break;
      records.push({
        line: this.#line,
        raw: found.whole ? this.#text.slice(at, found.end) : new ImportError('it is no whole JSON object'),
      });
      this.#count(at, found.end);
      at = found.end;
    }
    this.#text = this.#text.slice(at);
    return records;
  }

  /** The first place from `from` that is no separator, lines counted. */
  #skip(from: number): number {
    separators.lastIndex = from;
    const end = separators.exec(this.#text)?.index ?? this.#text.length;
    this.#count(from, end);
    return end;
  }

  #count(from: number, to: number): void {
    for (let at = this.#text.indexOf('\n', from); at >= 0 && at < to; at = this.#text.indexOf('\n', at + 1)) this.#line += 1;
  }

  #nextLine(from: number): Found {
    const next = this.#text.indexOf('\n{', from);
    return { end: next < 0 ? this.#text.length : next + 1, whole: false };
  }
}

const separators = /[^\s,[\]\ufeff]/g;

interface Found {
  end: number;
  whole: boolean;
}

/** Where the object that opens at `start` ends. A line that begins with a brace, or ends within a text, ends it broken. */
function endOfObject(text: string, start: number): Found {
  const marks = /["{}]|\n(?=\{)/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '{') depth += 1;
    else if (mark[0] === '}') {
      depth -= 1;
      if (depth === 0) return { end: mark.index + 1, whole: true };
    } else if (mark[0] === '\n') return { end: mark.index + 1, whole: false };
    else {
      const found = endOfText(text, mark.index);
      if (!found.whole) return found;
      marks.lastIndex = found.end;
    }
  }
  return { end: text.length, whole: false };
}

function endOfText(text: string, start: number): Found {
  const marks = /["\n]|\\[^]/g;
  marks.lastIndex = start + 1;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') return { end: mark.index + 1, whole: true };
    if (mark[0].endsWith('\n')) return { end: mark.index + mark[0].length, whole: false };
  }
  return { end: text.length, whole: false };
}
