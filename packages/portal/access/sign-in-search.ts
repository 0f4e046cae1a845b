import { z } from 'zod';

/** Where to go after signing in: a path of the portal itself, never another site. */
export const signInSearchSchema = z.object({
  next: z
    .string()
    .max(8192)
    .regex(/^\/(?:settings|events)(?:[/?]|$)/)
    .optional()
    .catch(undefined),
});
