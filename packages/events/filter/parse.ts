import {
  FilterError,
  maxQueryBytes,
  maxTerms,
  type Filter,
  type FilterTerm,
  type FilterValue,
  type Operator,
  type Position,
} from './ast.ts';
import { allowsPrefix, fieldOf, fields, operatorsOf, type Field } from './fields.ts';
import { readAddress, readInstant, readNumber } from './values.ts';

/**
 * Reads a query's text, or throws {@link FilterError} that names the place and what may stand there.
 *
 *     query  = { term }                 terms are separated by white space and must all hold
 *     term   = ["-"] ( name operator value { "," value } | value )
 *     value  = ( bare | quoted ) ["*"]  bare: no white space, comma or quote; in quotes `\"` and `\\`
 *
 * A term without a known form `name operator` is free words. Promises: linear in the length of the text.
 */
export function parseFilter(text: string, mostBytes = maxQueryBytes): Filter {
  return { terms: readTerms(text, mostBytes).map(({ term }) => term) };
}

/** A term and the characters it was read from. */
export interface ReadTerm {
  term: FilterTerm;
  position: Position;
}

/** As {@link parseFilter}, for those who change the text: each term with its place. */
export function readTerms(text: string, mostBytes = maxQueryBytes): ReadTerm[] {
  if (new TextEncoder().encode(text).length > mostBytes)
    throw new FilterError(`A query has at most ${mostBytes} bytes.`, { offset: 0, length: text.length }, []);
  const forbidden = /[\0\p{Surrogate}]/u.exec(text);
  if (forbidden !== null) throw new FilterError('A query is Unicode text without NUL.', { offset: forbidden.index, length: 1 }, []);
  const reader = new Reader(text);
  const terms: ReadTerm[] = [];
  for (reader.skipSpace(); !reader.atEnd(); reader.skipSpace()) {
    if (terms.length === maxTerms)
      throw new FilterError(`A query has at most ${maxTerms} terms.`, { offset: reader.offset, length: text.length - reader.offset }, []);
    const offset = reader.offset;
    const term = reader.term();
    terms.push({ term, position: { offset, length: reader.offset - offset } });
  }
  return terms;
}

const nameForm = /[A-Za-z_][^\s:~<>,"*]*(?=[:~<>])/y;
const bareValue = /[^\s,"]+/y;
const bareWords = /[^\s"]+/y;
const white = /\s*/y;

class Reader {
  readonly #text: string;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    return this.offset >= this.#text.length;
  }

  skipSpace(): void {
    this.#take(white);
  }

  term(): FilterTerm {
    const start = this.offset;
    const negated = this.#text[start] === '-';
    if (negated) this.offset += 1;
    if (negated && (this.atEnd() || /\s/.test(this.#text[this.offset] ?? ''))) {
      throw new FilterError('A minus stands directly before what must not hold.', { offset: start, length: 1 }, ['name:value', 'words']);
    }
    const nameAt = this.offset;
    const name = this.#take(nameForm);
    if (name === null) return { negated, field: 'words', operator: ':', values: [this.#value(bareWords, null)] };
    const found = fieldOf(name);
    if (found === null) {
      const names = fields.map((field) => field.name);
      throw new FilterError(
        `There is no field “${name.slice(0, 64)}”. Put words that hold “:” in quotes.`,
        { offset: nameAt, length: name.length },
        [...names, 'extra.<key>', 'metadata.<group>.<key>'],
      );
    }
    const operatorAt = this.offset;
    const operator = this.#text[operatorAt] as Operator;
    const operators = operatorsOf(found.field.kind);
    if (!operators.includes(operator))
      throw new FilterError(`“${found.name}” cannot be asked with “${operator}”.`, { offset: operatorAt, length: 1 }, operators);
    this.offset += 1;
    const values = [this.#checked(found.field, operator)];
    while (this.#text[this.offset] === ',') {
      this.offset += 1;
      values.push(this.#checked(found.field, operator));
    }
    const next = this.#text[this.offset];
    if (next !== undefined && !/\s/.test(next))
      throw new FilterError('A value ends with a space or a comma.', { offset: this.offset, length: 1 }, [' ', ',']);
    if (values.length > 1 && (operator === '>' || operator === '<'))
      throw new FilterError(`“${operator}” takes one value.`, { offset: nameAt, length: this.offset - nameAt }, ['one value']);
    return { negated, field: found.name, operator, values };
  }

  #checked(field: Field, operator: Operator): FilterValue {
    const start = this.offset;
    const value = this.#value(bareValue, field);
    const position = { offset: start, length: this.offset - start };
    const refuse = (message: string, expected: readonly string[]): never => {
      throw new FilterError(message, position, expected);
    };
    if (value.prefix && (operator !== ':' || !allowsPrefix(field.kind))) refuse('A “*” is not possible here.', ['a value without *']);
    if (field.kind === 'words' && value.text === '') refuse('Here are no words.', ['words']);
    if (value.prefix || operator === '~') return value;
    const { text } = value;
    if (field.kind === 'enum' && field.values?.includes(text.toLowerCase()) === false)
      refuse(`“${text.slice(0, 64)}” is not a value of “${field.name}”.`, field.values);
    if (field.kind === 'boolean' && text !== 'true' && text !== 'false') refuse(`“${field.name}” is true or false.`, ['true', 'false']);
    if (field.kind === 'uuid' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) refuse('An id is a UUID.', ['a UUID']);
    if (field.kind === 'instant' && readInstant(text) === null) refuse('This is not an instant.', ['2026-01-31', '2026-01-31T12:00:00Z']);
    if (field.kind === 'number' && readNumber(text) === null) refuse('This is not a number.', ['a number']);
    if (field.kind === 'ip' && readAddress(text) === null) refuse('This is not an address.', ['192.0.2.1', '10.0.0.0/8', '2001:db8::/32']);
    if (field.kind === 'pair' && operator !== ':' && readNumber(text) === null && readInstant(text) === null)
      refuse('Only numbers and instants can be compared.', ['a number', '2026-01-31T12:00:00Z']);
    return value;
  }

  /** A quoted or bare value; an empty one is allowed in quotes only. */
  #value(bare: RegExp, field: Field | null): FilterValue {
    const start = this.offset;
    if (this.#text[start] === '"') {
      const text = this.#quoted();
      const prefix = this.#text[this.offset] === '*';
      if (prefix) this.offset += 1;
      const next = this.#text[this.offset];
      if (next !== undefined && !/[\s,]/.test(next))
        throw new FilterError('After a closing quote comes a space.', { offset: this.offset, length: 1 }, [' ', ',', '*']);
      if (field === null && next === ',')
        throw new FilterError('After a closing quote comes a space.', { offset: this.offset, length: 1 }, [' ', '*']);
      if (field === null && text === '')
        throw new FilterError('Here are no words.', { offset: start, length: this.offset - start }, ['words']);
      return { text, prefix };
    }
    const text = this.#take(bare);
    if (text === null)
      throw new FilterError(
        'A value is missing.',
        { offset: start, length: this.atEnd() ? 0 : 1 },
        field?.values ?? ['a value', '"a quoted value"'],
      );
    if (this.#text[this.offset] === '"')
      throw new FilterError('A quote opens at the beginning of a value.', { offset: this.offset, length: 1 }, [' ', '"a quoted value"']);
    const prefix = text.endsWith('*');
    if (prefix && text === '*' && field === null) throw new FilterError('Here are no words.', { offset: start, length: 1 }, ['words']);
    return { text: prefix ? text.slice(0, -1) : text, prefix };
  }

  #quoted(): string {
    const start = this.offset;
    let text = '';
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === '"') {
        this.offset = at + 1;
        return text;
      }
      if (character === '\\') {
        const escaped = this.#text[at + 1];
        if (escaped !== '"' && escaped !== '\\')
          throw new FilterError('In quotes a backslash stands before a quote or a backslash.', { offset: at, length: 1 }, ['\\"', '\\\\']);
        text += escaped;
        at += 1;
      } else text += character;
    }
    throw new FilterError('The quote is not closed.', { offset: start, length: this.#text.length - start }, ['"']);
  }

  #take(form: RegExp): string | null {
    form.lastIndex = this.offset;
    const [found] = form.exec(this.#text) ?? [];
    if (found === undefined) return null;
    this.offset += found.length;
    return found;
  }
}
