/**
 * Values of the Lightrun layout have no quotes, so a value could look like the end of its record or like another field.
 * Only then is it changed: control characters and line ends become a space; `]`, and the `=` of what looks like a
 * field after a space, get a backslash. Backslashes before one of these, and at the end of a value, are doubled, so that
 * `parseLightrunFields` gives back the value but for its control characters.
 */
const breaking = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
/** A space, a word that may be a key, backslashes, `=`. */
const lookAlike = /(\s[^\s=\\\]]+)(\\*)=/g;
/** The look-behind keeps a long run of backslashes from being tried from each of them. */
const beforeEnd = /(?<!\\)(\\*)(\]|$)/g;
const escapable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\]=\\]/;

export function lightrunValue(value: string): string {
  if (!escapable.test(value)) return value;
  return value
    .replace(breaking, ' ')
    .replace(beforeEnd, (_, slashes: string, end: string) => slashes + slashes + (end === '' ? '' : `\\${end}`))
    .replace(lookAlike, (_, word: string, slashes: string) => `${word}${slashes}${slashes}\\=`);
}

/** A key is one word without what has a meaning; `_` stands for each such character. */
export function lightrunKey(key: string): string {
  return key.replace(/[\s=\]["\\\u0000-\u001f\u007f-\u009f]/g, '_') || '_';
}

export type LightrunField = readonly [key: string, value: string];

export function printLightrunFields(fields: readonly LightrunField[]): string {
  return `[${fields.map(([key, value]) => `${lightrunKey(key)}=${lightrunValue(value)}`).join(' ')}]`;
}

/** Null when the line is no list of fields in brackets. Undoes {@link printLightrunFields}. */
export function parseLightrunFields(line: string): LightrunField[] | null {
  const inside = /^\[(.*)\]$/s.exec(line)?.[1];
  if (inside === undefined) return null;
  if (inside === '') return [];
  const begins = [...inside.matchAll(/(?:^|\s)([^\s=\\\]]+)=/g)];
  if (begins[0]?.index !== 0) return null;
  return begins.map((begin, at): LightrunField => {
    const value = inside.slice(begin.index + begin[0].length, begins[at + 1]?.index);
    return [begin[1] ?? '', plainValue(value)];
  });
}

/** Takes off what {@link lightrunValue} put on; what it cannot have written stays as it is. */
function plainValue(value: string): string {
  if (!value.includes('\\')) return value;
  return value
    .replace(lookAlike, (all, word: string, slashes: string) => (slashes.length % 2 === 1 ? `${word}${half(slashes)}=` : all))
    .replace(beforeEnd, (all, slashes: string, end: string) => (slashes.length % 2 === (end === '' ? 0 : 1) ? half(slashes) + end : all));
}

function half(slashes: string): string {
  return slashes.slice(0, Math.floor(slashes.length / 2));
}
