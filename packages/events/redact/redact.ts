import { pointerStep } from '../event/pointer.ts';
import { setMember } from '../event/member.ts';
import { isSecretName } from './names.ts';
import { redactedText, redactText } from './values.ts';

/**
 * Replaces secrets in a JSON value and notes where. Gives the same value back when there is none, so that the
 * usual event costs no copy; never changes the value it was given.
 */
export function redactValue(value: unknown, pointer: string, found: string[]): unknown {
  if (typeof value === 'string') {
    const clean = redactText(value);
    if (clean !== value) found.push(pointer);
    return clean;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? redactArray(value, pointer, found) : redactObject(value as Record<string, unknown>, pointer, found);
}

/** A value whose key (or whose change's field) says that it is a secret. Switches say nothing secret, so they stay. */
export function redactNamed(value: unknown, pointer: string, found: string[]): unknown {
  if (value === null || value === undefined || typeof value === 'boolean' || value === '' || value === redactedText) return value;
  found.push(pointer);
  return redactedText;
}

function redactArray(values: readonly unknown[], pointer: string, found: string[]): readonly unknown[] {
  let copy: unknown[] | null = null;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue;
    const clean = redactValue(value, `${pointer}/${index}`, found);
    if (clean === value) continue;
    copy ??= [...values];
    copy[index] = clean;
  }
  return copy ?? values;
}

function redactObject(value: Record<string, unknown>, pointer: string, found: string[]): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null;
  for (const key in value) {
    const member = value[key];
    if (member === undefined || member === null || typeof member === 'boolean') continue;
    const clean = redactMember(key, member, pointer, found);
    if (clean === member) continue;
    copy ??= { ...value };
    setMember(copy, key, clean);
  }
  return copy ?? value;
}

function redactMember(key: string, member: unknown, pointer: string, found: string[]): unknown {
  // A number under a plural (`max_tokens`) is a count.
  const isCount = typeof member === 'number' && key.endsWith('s');
  if (!isCount && isSecretName(key)) return redactNamed(member, pointer + pointerStep(key), found);
  if (typeof member === 'object') return redactValue(member, pointer + pointerStep(key), found);
  if (typeof member !== 'string') return member;
  const clean = redactText(member);
  if (clean !== member) found.push(pointer + pointerStep(key));
  return clean;
}
