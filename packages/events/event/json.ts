import { findDuplicateKey } from './duplicates.ts';
import { exactJson } from './exact-json.ts';
import { inspectValue } from './inspect.ts';
import { countKeys, deepestCounted, scanItems } from './scan.ts';
import type { FieldError } from './types.ts';

/**
 * Reads JSON without bending it: what JSON.parse would quietly change — a key that stands twice, an integer beyond 2^53,
 * half of a surrogate pair — is refused by pointer.
 */
export class RequestInvalid extends Error {
  readonly code: 'json_invalid' | 'request_too_many_events';
  /** Empty when the text is no JSON at all. */
  readonly errors: readonly FieldError[];

  constructor(code: 'json_invalid' | 'request_too_many_events', detail: string, errors: readonly FieldError[] = []) {
    super(detail);
    this.name = 'RequestInvalid';
    this.code = code;
    this.errors = errors;
  }
}

/** For small bodies; requests with events go through `splitRequest`. Throws {@link RequestInvalid}. */
export function parseJson(text: string): unknown {
  const value = parseText(text);
  const bent = inspectValue(value, { depth: deepestCounted, keysPerObject: Number.MAX_SAFE_INTEGER });
  if (bent) throw new RequestInvalid('json_invalid', bent.detail, [bent]);
  const keysInText = scanItems(text, true)[0]?.keys;
  const twice = keysInText === countKeys(value) ? null : duplicateIn(text);
  if (twice) throw new RequestInvalid('json_invalid', twice.detail, [twice]);
  return value;
}

export function duplicateIn(text: string): FieldError | null {
  const pointer = findDuplicateKey(text);
  return pointer === null
    ? null
    : { pointer, code: 'duplicate_key', detail: 'This key stands twice in its object; which one is meant is unknown.' };
}

/** `offset`: where the text stands in what was sent, for the place of an error. */
export function parseText(text: string, offset = 0): unknown {
  try {
    return exactJson(text);
  } catch (error) {
    throw new RequestInvalid('json_invalid', `The text is no JSON: ${whatIsWrong(error, offset)}`);
  }
}

/** V8's message quotes the input; a piece of it might be a secret, so only the place is told. */
function whatIsWrong(error: unknown, offset: number): string {
  const place = error instanceof Error ? /position (\d+)/.exec(error.message) : null;
  return place ? `unexpected character at position ${Number(place[1]) + offset}.` : 'it ends too early or has something else in it.';
}
