import { pointerStep } from './pointer.ts';
import type { FieldError } from './types.ts';

/**
 * Walks a whole JSON value once and names the first thing in it that cannot be kept as it is:
 * nesting or keys beyond the limits, integers beyond 2^53, texts that are no Unicode, values that are no JSON.
 * Nothing is allocated while the value is good, because every event passes here.
 */
export interface ValueLimits {
  /** Nested objects and arrays, the outermost counted as 1. */
  readonly depth: number;
  readonly keysPerObject: number;
}

export const defaultValueLimits: ValueLimits = { depth: 16, keysPerObject: 256 };

/** null when everything can be kept. */
export function inspectValue(value: unknown, limits: ValueLimits = defaultValueLimits): FieldError | null {
  return inspect(value, limits, limits.depth);
}

function inspect(value: unknown, limits: ValueLimits, depthLeft: number): FieldError | null {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? null : problem('surrogate', 'The text has half of a surrogate pair; it is no Unicode text.');
    case 'number':
      if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))) return null;
      return problem('integer_unsafe', 'Numbers beyond 2^53 would be changed by readers; send them as text.');
    case 'boolean':
      return null;
    case 'object':
      if (value === null) return null;
      if (depthLeft === 0) return problem('too_deep', `Values may be nested ${limits.depth} deep.`);
      return Array.isArray(value) ? inspectArray(value, limits, depthLeft - 1) : inspectObject(value, limits, depthLeft - 1);
    default:
      return problem('not_json', `A ${typeof value} is no JSON value.`);
  }
}

function inspectArray(value: readonly unknown[], limits: ValueLimits, depthLeft: number): FieldError | null {
  for (let index = 0; index < value.length; index += 1) {
    const found = inspect(value[index], limits, depthLeft);
    if (found) return at(index, found);
  }
  return null;
}

function inspectObject(value: object, limits: ValueLimits, depthLeft: number): FieldError | null {
  let keys = 0;
  for (const key in value) {
    keys += 1;
    if (keys > limits.keysPerObject) return problem('too_many_keys', `An object may have ${limits.keysPerObject} keys.`);
    const member = (value as Record<string, unknown>)[key];
    const found = member === undefined ? null : inspect(member, limits, depthLeft);
    if (found) return at(key, found);
    if (!key.isWellFormed()) return at(key, problem('surrogate', 'The key has half of a surrogate pair; it is no Unicode text.'));
  }
  return null;
}

function problem(code: string, detail: string): FieldError {
  return { pointer: '', code, detail };
}

function at(key: string | number, found: FieldError): FieldError {
  // A key that is no Unicode text is shown with its halves replaced.
  return { ...found, pointer: (pointerStep(key) + found.pointer).toWellFormed() };
}
