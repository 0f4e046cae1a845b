/**
 * A spreadsheet evaluates a cell that begins like a formula, quoted or not. Such a cell gets an apostrophe in front.
 * Opened with another separator than the comma, as where the comma is the decimal sign, a cell ends within a value: what
 * would begin like a formula after a semicolon, a tab or a line end gets its apostrophe there.
 *
 * Reversible: what has apostrophes before a formula already gets one more, and `unguardCell` takes one away each time.
 */

/** What a spreadsheet skips before it looks for a formula. */
const skipped = ' \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff';
const signs = '=+\\-@\\x00＝＋－＠';
const formula = new RegExp(`^'*[${skipped}]*[${signs}\\t\\r\\n]`);
/** A quote may be taken for the beginning of a quoted cell. */
const begun = `['"${skipped}]*[${signs}]`;
const formulaWithin = new RegExp(`([;\\t\\r\\n])(?=${begun})`, 'g');
const guardWithin = new RegExp(`([;\\t\\r\\n])'(?=${begun})`, 'g');
const separator = /[;\t\r\n]/;

/** The same within a text that has no tab and no line end, in the syntax of RE2; `\1` and `\2` are its groups. */
export const guardWithinJson = { contains: ';', pattern: `(;)(${begun})`, replacement: "\\1'\\2" };

export function guardCell(value: string): string {
  const within = separator.test(value) ? value.replace(formulaWithin, "$1'") : value;
  const first = value.charCodeAt(0);
  // A letter or a digit begins no formula; nearly every cell does.
  if ((first >= 97 && first <= 122) || (first >= 65 && first <= 90) || (first >= 48 && first <= 57)) return within;
  return formula.test(value) ? `'${within}` : within;
}

export function unguardCell(cell: string): string {
  const within = separator.test(cell) ? cell.replace(guardWithin, '$1') : cell;
  return within.startsWith("'") && formula.test(within.slice(1)) ? within.slice(1) : within;
}
