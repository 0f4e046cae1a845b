import { FilterError, type FilterTerm } from './ast.ts';
import { parseFilter, readTerms } from './parse.ts';
import { printFilter, printTerm } from './print.ts';

/**
 * Changes one term of a query and leaves the rest of the text as its author wrote it. Each takes a text that parses and
 * the number of a term in it, from 0; a number that is no term changes nothing.
 */

export function removeTerm(text: string, at: number): string {
  const place = readTerms(text)[at]?.position;
  if (place === undefined) return text;
  return joined(text.slice(0, place.offset), text.slice(place.offset + place.length));
}

export function replaceTerm(text: string, at: number, term: FilterTerm): string {
  const place = readTerms(text)[at]?.position;
  if (place === undefined) return text;
  return text.slice(0, place.offset) + printTerm(term) + text.slice(place.offset + place.length);
}

/** What had to hold must not hold, and the other way round. */
export function negateTerm(text: string, at: number): string {
  const read = readTerms(text)[at];
  if (read === undefined) return text;
  const { term, position } = read;
  const { offset, length } = position;
  const own = text.slice(offset, offset + length);
  const wanted = { ...term, negated: !term.negated };
  const turned = term.negated ? own.slice(1) : `-${own}`;
  return means(turned, wanted) ? text.slice(0, offset) + turned + text.slice(offset + length) : replaceTerm(text, at, wanted);
}

/** `--a` means: not the word `-a`. Without its first minus it would be another denial, so such a word has to get quotes. */
function means(text: string, wanted: FilterTerm): boolean {
  try {
    return printFilter(parseFilter(text)) === printTerm(wanted);
  } catch (error) {
    if (error instanceof FilterError) return false;
    throw error;
  }
}

export function appendTerm(text: string, term: FilterTerm): string {
  return joined(text, printTerm(term));
}

function joined(left: string, right: string): string {
  return [left.trimEnd(), right.trimStart()].filter((part) => part !== '').join(' ');
}
