import { emailField, nameField, passwordField } from '@annals/events';
import type { z } from 'zod';

/** The contract's own rules for what does not come by HTTP: environment and operator. Throws an Error that says the rule. */
export const readEmail = (text: string): string => read(emailField, text);
export const readName = (text: string): string => read(nameField, text);
export const readPassword = (text: string): string => read(passwordField, text);

/** Is this an e-mail that may stand in an event? People type passwords where the e-mail belongs. */
export const looksLikeEmail = (text: string): boolean => emailField.safeParse(text).success;

function read(field: z.ZodType<string>, text: string): string {
  const result = field.safeParse(text);
  if (result.success) return result.data;
  throw new Error(`is not valid: ${result.error.issues[0]?.message ?? 'Wrong form.'}`);
}
