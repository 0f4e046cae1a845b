/**
 * A query as data: terms that must all hold.
 * `dana event:agent.remove,agent.register -outcome:failure extra~"time out"`
 */
export type Operator = ':' | '~' | '>' | '<';

export interface FilterValue {
  text: string;
  /** Written with a `*` at its end: begins with `text`; an empty text then means "has a value". */
  prefix: boolean;
}

export interface FilterTerm {
  negated: boolean;
  /** Canonical name of `fields.ts`, `extra.<key>`, `metadata.<group>.<key>`, or `words` for free words. */
  field: string;
  operator: Operator;
  /** At least one; any of them. */
  values: FilterValue[];
}

export interface Filter {
  terms: FilterTerm[];
}

/** Characters [offset, offset + length) of the query's text, as JavaScript counts them. */
export interface Position {
  offset: number;
  length: number;
}

export const maxQueryBytes = 4096;
export const maxTerms = 64;

/** Where a text stops being a query, and what may stand there. */
export class FilterError extends Error {
  readonly position: Position;
  readonly expected: string[];

  constructor(message: string, position: Position, expected: readonly string[]) {
    super(message);
    this.name = 'FilterError';
    this.position = position;
    this.expected = [...expected];
  }
}
