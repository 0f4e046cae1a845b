/**
 * Finds the items of a JSON text that is known to be valid, in one pass over its characters, and counts the keys of each:
 * fewer keys in the parsed value than in the text means that a key stood there twice.
 */
export interface Span {
  start: number;
  end: number;
  /** Keys at any depth inside. */
  keys: number;
  /** UTF-8 length of the item's text. */
  bytes: number;
}

const quote = 34;
const comma = 44;
const colon = 58;
const backslash = 92;

/** The elements of an array, or the one value the text is; `asOne`: always that. `text` must have passed JSON.parse. */
export function scanItems(text: string, asOne = false): Span[] {
  let position = skipSpace(text, 0);
  const isArray = !asOne && text.charCodeAt(position) === 91;
  if (isArray) position = skipSpace(text, position + 1);
  const spans: Span[] = [];
  if (isArray && text.charCodeAt(position) === 93) return spans;

  let depth = 0;
  let start = position;
  let keys = 0;
  let wide = 0;
  const close = (end: number) => {
    let last = end;
    while (last > start && text.charCodeAt(last - 1) <= 32) last -= 1;
    spans.push({ start, end: last, keys, bytes: last - start + wide });
  };
  const length = text.length;
  while (position < length) {
    const unit = text.charCodeAt(position);
    position += 1;
    if (unit === quote) {
      for (;;) {
        const inner = text.charCodeAt(position);
        position += 1;
        if (inner === quote) break;
        if (inner === backslash) position += 1;
        else if (inner > 127) wide += wideBytes(inner);
      }
    } else if (unit === colon) keys += 1;
    else if (unit === 123 || unit === 91) depth += 1;
    else if (unit === 125 || unit === 93) {
      depth -= 1;
      if (depth < 0) {
        close(position - 1);
        return spans;
      }
    } else if (unit === comma && depth === 0) {
      close(position - 1);
      position = skipSpace(text, position);
      start = position;
      keys = 0;
      wide = 0;
    }
  }
  close(length);
  return spans;
}

/** How many bytes more than one a UTF-16 unit adds in UTF-8; each half of a pair adds two of its four. */
function wideBytes(unit: number): number {
  if (unit < 0x800) return 1;
  return unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
}

function skipSpace(text: string, from: number): number {
  let position = from;
  while (position < text.length && text.charCodeAt(position) <= 32) position += 1;
  return position;
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
