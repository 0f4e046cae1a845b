import * as z from 'zod/mini';
import { catch as fallBack } from 'zod/mini';

/** The organisation that a settings screen is about, by slug; absent: the one last used, else the first. */
export const organisationSearchSchema = z.object({
  organisation: fallBack(z.optional(z.string().check(z.minLength(1), z.maxLength(256))), undefined),
});
