import { redactText } from '../redact/values.ts';
import type { Findings } from './findings.ts';
import { pointerStep } from './pointer.ts';

/** Readers of single values. null and undefined mean absent; a wrong type is an error by pointer; secrets are replaced. */
export type Members = Record<string, unknown>;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readObject(value: unknown, pointer: string, findings: Findings): Members | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  findings.error(pointer, 'type', 'An object is expected here.');
  return undefined;
}

export function readText(value: unknown, pointer: string, findings: Findings): string | undefined {
  if (typeof value === 'string') {
    const clean = redactText(value);
    if (clean !== value) findings.redacted.push(pointer);
    return clean;
  }
  if (value === undefined || value === null) return undefined;
  findings.error(pointer, 'type', 'A text is expected here.');
  return undefined;
}

/** An id: a text, or an integer, which is kept as text. */
export function readId(value: unknown, pointer: string, findings: Findings): string | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  if (typeof value === 'string' || value === undefined || value === null) return readText(value, pointer, findings);
  findings.error(pointer, 'type', 'A text or an integer is expected here.');
  return undefined;
}

export function readInteger(value: unknown, pointer: string, findings: Findings): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (value === undefined || value === null) return undefined;
  findings.error(pointer, 'type', 'An integer is expected here.');
  return undefined;
}

export function readBoolean(value: unknown, pointer: string, findings: Findings): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === undefined || value === null) return undefined;
  findings.error(pointer, 'type', 'true or false is expected here.');
  return undefined;
}

/** A list of texts; one text is read as a list of one. */
export function readTexts(value: unknown, pointer: string, findings: Findings): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    if (typeof value !== 'string') findings.error(pointer, 'type', 'A list of texts is expected here.');
    const text = typeof value === 'string' ? readText(value, pointer, findings) : undefined;
    return text === undefined ? undefined : [text];
  }
  const texts: string[] = [];
  for (const [index, item] of value.entries()) {
    if (typeof item === 'string') texts.push(readText(item, `${pointer}/${index}`, findings) ?? '');
    else findings.error(`${pointer}/${index}`, 'type', 'A text is expected here.');
  }
  return texts;
}

export function readOneOf<Value extends string>(
  value: unknown,
  allowed: readonly Value[],
  pointer: string,
  findings: Findings,
): Value | undefined {
  if (value === undefined || value === null) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) findings.error(pointer, 'value', `One of ${allowed.join(', ')} is expected here.`);
  return found;
}

/** Fields of our own shapes are never guessed: one that nobody knows is a spelling mistake. */
export function refuseUnknown(value: Members, known: ReadonlySet<string>, pointer: string, findings: Findings): void {
  for (const key in value) {
    if (!known.has(key))
      findings.error(pointer + pointerStep(key), 'unknown_field', `There is no such field here. Known are ${[...known].join(', ')}.`);
  }
}
