import { setMember } from './member.ts';

/**
 * RFC 8785 (JSON Canonicalization Scheme): the one text of a JSON value, whose bytes are hashed.
 * Throws for what has no such text: numbers that are not finite, lone surrogates, values that are no JSON.
 * Members that are undefined are left out, as in JSON.stringify.
 *
 * JSON.stringify writes numbers and strings as the RFC wants them; only the order of members is ours. So a value whose
 * members stand in order already, which is what this package makes, goes straight to the native serialiser.
 */
export function jcs(value: unknown): string {
  const order = orderOf(value);
  if (order === unnatural) return slow(value);
  const text = JSON.stringify(order === natural ? value : sorted(value));
  if (text === undefined) throw new TypeError('The value is no JSON.');
  // A lone surrogate is written as \udxxx; the slow way tells it from the same characters in a text.
  return text.includes('\\ud') ? slow(value) : text;
}

const natural = 0;
const unsorted = 1;
/** Keys that begin with a digit, or `__proto__`: an object cannot hold them in any order one wants. */
const unnatural = 2;
type Order = 0 | 1 | 2;

function orderOf(value: unknown): Order {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('A number that is not finite is no JSON.');
  if (typeof value !== 'object' || value === null) return natural;
  let order: Order = natural;
  if (Array.isArray(value)) {
    for (const item of value) order = Math.max(order, orderOf(item)) as Order;
    return order;
  }
  let previous = '';
  for (const key in value) {
    const first = key.charCodeAt(0);
    if ((first >= 48 && first <= 57) || key === '__proto__') return unnatural;
    if (key < previous) order = unsorted;
    previous = key;
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'string') continue;
    const inner = orderOf(member);
    if (inner === unnatural) return unnatural;
    if (inner > order) order = inner;
  }
  return order;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const members = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(members).sort()) setMember(copy, key, sorted(members[key]));
  return copy;
}

function slow(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('A text with half of a surrogate pair is no Unicode.');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('A number that is not finite is no JSON.');
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map((item) => (item === undefined ? 'null' : slow(item))).join(',')}]`;
      const members = value as Record<string, unknown>;
      const parts: string[] = [];
      for (const key of Object.keys(members).sort()) if (members[key] !== undefined) parts.push(`${slow(key)}:${slow(members[key])}`);
      return `{${parts.join(',')}}`;
    }
    default:
      throw new TypeError(`A ${typeof value} is no JSON.`);
  }
}
