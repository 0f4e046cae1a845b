/**
 * Words of an event, as they are indexed and asked for. Both sides use these functions, so they cannot differ.
 * A word is a run of ASCII letters and digits and of anything beyond ASCII (as the engine's `splitByNonAlpha` cuts),
 * in lower case. Long hexadecimal words are ids: not indexed, because each would be a word of its own.
 */
const separators = /[\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+/g;
const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Cheap: begins at a dash. */
const mayHoldUuid = /-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-/;
const idLength = 16;
const hexId = /^(?=.*\d)[0-9a-f]{16,}$/;

export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(separators)
    .filter((word) => word !== '');
}

/** Does the text hold an id that is not among the indexed words? */
export function holdsId(text: string): boolean {
  const lower = text.toLowerCase();
  return lower.search(uuids) >= 0 || wordsOf(lower).some((word) => hexId.test(word));
}

/** ` word word `: a space around each, so that a phrase is a substring at word borders. */
export function wordLine(texts: readonly string[]): string {
  const lower = texts.join(' ').toLowerCase();
  let line = '';
  for (const word of (mayHoldUuid.test(lower) ? lower.replaceAll(uuids, ' ') : lower).split(separators)) {
    if (word !== '' && !(word.length >= idLength && hexId.test(word))) line += ` ${word}`;
  }
  return line === '' ? '' : `${line} `;
}
