import { MalformedError } from './bytes.ts';

/**
 * The members of an RFC 8785 object, each value as the text it stands in. Parsing and printing again would cost three
 * times as much and could only add errors: digests are over exactly these bytes.
 * Relies on canonical text (no white space, names ascending) and refuses what plainly is not; it does not check scalars.
 */
export function members(text: string): Map<string, string> {
  const found = new Map<string, string>();
  if (text.charCodeAt(0) !== openBrace || text.charCodeAt(text.length - 1) !== closeBrace) throw new MalformedError('not a JSON object');
  if (text.length === 2) return found;
  let previous: string | null = null;
  let at = 1;
  for (;;) {
    const nameEnd = endOfString(text, at);
    const name = text.slice(at + 1, nameEnd - 1);
    if (previous !== null && previous >= name) throw new MalformedError('members are not in canonical order');
    if (text.charCodeAt(nameEnd) !== colon) throw new MalformedError('a member without a value');
    const valueEnd = endOfValue(text, nameEnd + 1);
    found.set(name, text.slice(nameEnd + 1, valueEnd));
    previous = name;
    if (valueEnd === text.length - 1) return found;
    if (text.charCodeAt(valueEnd) !== comma) throw new MalformedError('text after a member');
    at = valueEnd + 1;
  }
}

const [quote, backslash, comma, colon, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];

/** Index after the closing quote of the string that begins at `at`. */
function endOfString(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) throw new MalformedError('a string is expected');
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  throw new MalformedError('a string without an end');
}

/** Index after the value that begins at `at`. */
function endOfValue(text: string, at: number): number {
  let depth = 0;
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === quote) {
      end = endOfString(text, end);
      if (depth === 0) return end;
      continue;
    }
    if (code === openBrace || code === openBracket) depth++;
    else if (code === closeBrace || code === closeBracket) {
      if (depth === 0) break;
      if (--depth === 0) return end + 1;
    } else if (depth === 0 && code === comma) break;
    else if (code <= 0x20) throw new MalformedError('white space in canonical text');
    end++;
  }
  if (depth > 0 || end === at) throw new MalformedError('a value without an end');
  return end;
}
