import { setMember } from './member.ts';

/**
 * JSON.parse without a fault of V8 (nodejs/node issue 63785, open in Node 20 to 26): a key that is written with an
 * escape can come out as the key of an earlier, other text, so that one producer's input could bend another's.
 * Texts without an escape in a key, which are nearly all, are parsed natively; the others here.
 * Throws SyntaxError, as JSON.parse does.
 */
export function exactJson(text: string): unknown {
  const native: unknown = JSON.parse(text);
  return hasEscapedKey(text) ? new Reader(text).read() : native;
}

/** Whether a key of the JSON text holds a backslash. */
function hasEscapedKey(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (let at = text.indexOf('"'); at >= 0;) {
    const end = endOfString(text, at);
    const next = afterSpace(text, end);
    if (text[next] === ':' && text.lastIndexOf('\\', end) > at) return true;
    at = text.indexOf('"', next);
  }
  return false;
}

/** Deeper than any limit on events; a text that goes beyond is refused rather than trusted to the stack. */
const deepest = 512;

/** Reads a text that JSON.parse has accepted, so that only meaning is left to find. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(depth = 0): unknown {
    if (depth > deepest) throw new SyntaxError('The JSON is nested too deeply.');
    const unit = this.#peek();
    if (unit === '{') return this.#object(depth + 1);
    if (unit === '[') return this.#array(depth + 1);
    if (unit === '"') return this.#string();
    return this.#scalar();
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (this.#at++; this.#peek() !== '}';) {
      if (this.#peek() === ',') this.#at++;
      this.#peek();
      const key = this.#string();
      this.#peek();
      this.#at++;
      setMember(object, key, this.read(depth));
    }
    this.#at++;
    return object;
  }

  #array(depth: number): unknown[] {
    const array: unknown[] = [];
    for (this.#at++; this.#peek() !== ']';) {
      if (this.#peek() === ',') this.#at++;
      array.push(this.read(depth));
    }
    this.#at++;
    return array;
  }

  /** A lone string is not a key: the native parser reads it right. */
  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start);
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #scalar(): unknown {
    const start = this.#at;
    while (this.#at < this.#text.length && !',]} \t\n\r'.includes(this.#text[this.#at]!)) this.#at++;
    return JSON.parse(this.#text.slice(start, this.#at));
  }

  /** The next unit that is no white space. */
  #peek(): string | undefined {
    this.#at = afterSpace(this.#text, this.#at);
    return this.#text[this.#at];
  }
}

/** Position after the closing quote of the string that opens at `start`. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  return at;
}
