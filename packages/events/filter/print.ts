import type { Filter, FilterTerm, FilterValue } from './ast.ts';

/** The text of a query. `parseFilter(printFilter(filter))` is the same filter, for every filter that was parsed. */
export function printFilter(filter: Filter): string {
  return filter.terms.map(printTerm).join(' ');
}

export function printTerm(term: FilterTerm): string {
  const minus = term.negated ? '-' : '';
  if (term.field === 'words' && term.operator === ':' && term.values.length === 1) return minus + term.values.map(printWords).join('');
  return `${minus}${term.field}${term.operator}${term.values.map(printValue).join(',')}`;
}

/** Text as a value: bare where that is unmistakable, else in quotes. */
export function quoteValue(text: string): string {
  return text === '' || /[\s,"\\*]/.test(text) ? quoted(text) : text;
}

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function printValue(value: FilterValue): string {
  if (value.prefix && value.text === '') return '*';
  return quoteValue(value.text) + (value.prefix ? '*' : '');
}

function printWords(value: FilterValue): string {
  const bare = /^[^\s"\\*:~<>-][^\s"\\*:~<>]*$/.test(value.text);
  return (bare ? value.text : quoted(value.text)) + (value.prefix ? '*' : '');
}
