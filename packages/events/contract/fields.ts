import { z } from 'zod';

/** Fields that several bodies share: one rule for each, with the limit a stranger meets. */

const noControl = /^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;

const wellFormed = (text: string): boolean => noControl.test(text) && text.isWellFormed();

/** A name people read. */
export const nameField = z
  .string()
  .trim()
  .min(1, 'Must not be empty.')
  .max(200, 'Must have at most 200 characters.')
  .refine(wellFormed, 'Must not hold control characters.');

export const emailField = z
  .string()
  .trim()
  .max(254, 'Must have at most 254 characters.')
  .regex(/^[^\s@\p{Cc}\p{Cf}\p{Cs}<>"]+@[^\s@\p{Cc}\p{Cf}\p{Cs}<>"]+$/u, 'Must be an e-mail address.');

/** A password that is being set. */
export const passwordField = z
  .string()
  .min(8, 'Must have at least 8 characters.')
  .max(256, 'Must have at most 256 characters.')
  .refine((text) => text.isWellFormed(), 'Must be well-formed text.');

/** A password that is being tried: any text, within reason. */
export const givenPassword = z.string().max(1_024);

/** Id or slug of an organisation. */
export const organisationField = z.string().min(1).max(256).describe('id or slug');

export const instantField = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

export const instantOut = z.string().describe('RFC 3339 UTC with milliseconds');

export const idParam = z.strictObject({ id: z.string().min(1).max(256) });
