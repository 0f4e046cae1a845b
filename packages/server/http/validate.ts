import type { FieldError } from '@annals/events';
import type { z } from 'zod';
import { Problem } from '../base/problem.ts';

const mostErrors = 50;

/** Parses with a schema or raises a problem that names every wrong field by JSON pointer. Never repeats a value. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, code: 'parameter_invalid' | 'validation_failed'): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors).slice(0, mostErrors);
  throw new Problem(code, {
    detail: errors
      .map((error) => `${error.pointer || 'body'}: ${error.detail}`)
      .slice(0, 3)
      .join('; '),
    errors,
  });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const pointer = pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: `${pointer}/${escapePart(key.slice(0, 128))}`,
      code: 'unknown_field',
      detail: 'This field is not known here.',
    }));
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ pointer, code: 'required', detail: 'This field is required.' }];
  return [{ pointer, code: 'invalid', detail: issue.message }];
}

const pointerOf = (path: readonly PropertyKey[]): string => path.map((part) => `/${escapePart(String(part))}`).join('');

const escapePart = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
