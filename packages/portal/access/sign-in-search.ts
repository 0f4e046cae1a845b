import * as z from 'zod/mini';
import { catch as fallBack } from 'zod/mini';

/** Where to go after signing in: a path of the portal itself, never another site. */
export const signInSearchSchema = z.object({
  next: fallBack(z.optional(z.string().check(z.maxLength(8192), z.regex(/^\/(?:settings|events)(?:[/?]|$)/))), undefined),
});
