/**
 * Finds the items of a JSON text in one pass over its characters, counts the keys of each and how deep it is: fewer keys
 * in the parsed value than in the text means that a key stood there twice, and what is too large or too deep need not be
 * parsed at all. The text may be broken: then spans are cut somewhere, and parsing them fails.
 */
export interface Span {
  start: number;
  end: number;
  /** Keys at any depth inside. */
  keys: number;
  /** UTF-8 length of the item's text. */
  bytes: number;
  /** Nested objects and arrays, the outermost counted as 1. */
  depth: number;
}

export interface ScannedItem extends Span {
  /** Where the comma or closing bracket behind the item stands, or the length of the text. */
  stop: number;
}

const quote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;
const openBracket = 91;
const closeBracket = 93;

/** The elements of an array, or the one value the text is; `asOne`: always that. For texts that passed JSON.parse. */
export function scanItems(text: string, asOne = false): Span[] {
  const first = skipSpace(text, 0);
  if (asOne || text.charCodeAt(first) !== openBracket) return [scanItem(text, first, true)];
  const spans: Span[] = [];
  let position = skipSpace(text, first + 1);
  while (position < text.length && text.charCodeAt(position) !== closeBracket) {
    const item = scanItem(text, position);
    spans.push(item);
    if (text.charCodeAt(item.stop) !== comma) break;
    position = skipSpace(text, item.stop + 1);
  }
  return spans;
}

/** The value that begins at `from`, up to the comma or bracket that ends it; `asOne`: up to the end of the text. */
export function scanItem(text: string, from: number, asOne = false): ScannedItem {
  const { length } = text;
  let position = from;
  let nested = 0;
  let depth = 0;
  let keys = 0;
  let wide = 0;
  let stop = length;
  while (position < length) {
    const unit = text.charCodeAt(position);
    position += 1;
    if (unit === quote) {
      while (position < length) {
        const inner = text.charCodeAt(position);
        position += 1;
        if (inner === quote) break;
        if (inner === backslash) position += 1;
        else if (inner > 127) wide += wideBytes(inner);
      }
    } else if (unit === colon) keys += 1;
    else if (unit === 123 || unit === openBracket) {
      nested += 1;
      if (nested > depth) depth = nested;
    } else if (unit === 125 || unit === closeBracket) {
      nested -= 1;
      if (nested < 0 && !asOne) {
        stop = position - 1;
        break;
      }
    } else if (unit === comma && nested === 0 && !asOne) {
      stop = position - 1;
      break;
    } else if (unit > 127) wide += wideBytes(unit);
  }
  let end = stop;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return { start: from, end, keys, bytes: end - from + wide, depth, stop };
}

/** How many bytes more than one a UTF-16 unit adds in UTF-8; each half of a pair adds two of its four. */
function wideBytes(unit: number): number {
  if (unit < 0x800) return 1;
  return unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
}

export function skipSpace(text: string, from: number): number {
  let position = from;
  while (position < text.length && isSpace(text.charCodeAt(position))) position += 1;
  return position;
}

/** White space of JSON, no other. */
function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 13 || unit === 9;
}

/** Deeper values are not counted: a stranger chooses the depth, and no event as deep is accepted. */
export const deepestCounted = 64;

/** Keys at any depth of a parsed value; a number that no text has when the value is too deep to be counted. */
export function countKeys(value: unknown, depthLeft: number = deepestCounted): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depthLeft === 0) return Number.POSITIVE_INFINITY;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && item !== null) keys += countKeys(item, depthLeft - 1);
    return keys;
  }
  for (const key in value) {
    keys += 1;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'object' && member !== null) keys += countKeys(member, depthLeft - 1);
  }
  return keys;
}
