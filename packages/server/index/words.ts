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
  return asciiLine(texts) ?? anyLine(texts);
}

const isWordByte = Uint8Array.from({ length: 128 }, (_, code) => (/[0-9A-Za-z]/.test(String.fromCharCode(code)) ? 1 : 0));
const scratch = Buffer.alloc(256 * 1024);
const space = 32;

/** As {@link anyLine}, byte by byte, at a quarter of its cost; null where a text is not ASCII or is very long. */
function asciiLine(texts: readonly string[]): string | null {
  let end = 0;
  scratch[end++] = space;
  for (const given of texts) {
    if (given.length > scratch.length - end - 2) return null;
    const text = given.length >= 36 && mayHoldUuid.test(given.toLowerCase()) ? given.toLowerCase().replaceAll(uuids, ' ') : given;
    let start = end;
    for (let at = 0; at <= text.length; at += 1) {
      // The end of a text ends its last word.
      const code = at === text.length ? space : text.charCodeAt(at);
      if (code >= 128) return null;
      if (isWordByte[code] === 1) {
        scratch[end++] = code >= 65 && code <= 90 ? code + 32 : code;
        continue;
      }
      if (end === start) continue;
      if (end - start >= idLength && hexId.test(scratch.toString('latin1', start, end))) end = start;
      else scratch[end++] = space;
      start = end;
    }
  }
  return end === 1 ? '' : scratch.toString('latin1', 0, end);
}

function anyLine(texts: readonly string[]): string {
  const lower = texts.join(' ').toLowerCase();
  let line = '';
  for (const word of (mayHoldUuid.test(lower) ? lower.replaceAll(uuids, ' ') : lower).split(separators)) {
    if (word !== '' && !(word.length >= idLength && hexId.test(word))) line += ` ${word}`;
  }
  return line === '' ? '' : `${line} `;
}
