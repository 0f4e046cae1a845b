/** Whole lines of a text that comes in pieces, without their ends; CR LF and LF. */
export class Lines {
  #rest = '';
  #line = 0;

  push(text: string): { line: number; text: string }[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map((one) => this.#numbered(one));
  }

  end(): { line: number; text: string }[] {
    const last = this.#rest;
    this.#rest = '';
    return last === '' ? [] : [this.#numbered(last)];
  }

  #numbered(text: string): { line: number; text: string } {
    this.#line += 1;
    const begin = this.#line === 1 && text.startsWith('\ufeff') ? 1 : 0;
    return { line: this.#line, text: text.slice(begin, text.endsWith('\r') ? -1 : undefined) };
  }
}
