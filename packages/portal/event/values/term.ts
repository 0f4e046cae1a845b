import { FilterError, parseFilter } from '@annals/events';
import { addTerm } from '../../audit/question.ts';

/** What a value can be asked by: a field of the query language and the value it has there. */
export interface Term {
  name: string;
  value: string;
}

/**
 * The term of a value, or null where the query language has none for it: no such field, a name that would be read
 * otherwise, a value that cannot be written. What is returned always reads back as exactly this field and this value.
 */
export function termOf(name: string, value: unknown): Term | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  if (text === '') return null;
  try {
    const { terms } = parseFilter(addTerm(undefined, name, text));
    const [term] = terms;
    const [first] = term?.values ?? [];
    const isExact =
      terms.length === 1 &&
      term?.field === name &&
      term.operator === ':' &&
      !term.negated &&
      term.values.length === 1 &&
      first?.text === text &&
      !first.prefix;
    return isExact ? { name, value: text } : null;
  } catch (error) {
    if (error instanceof FilterError) return null;
    throw error;
  }
}
