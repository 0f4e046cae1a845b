import * as z from 'zod/mini';
import { catch as fallBack } from 'zod/mini';
import { organisationSearchSchema } from '../shell/organisation-search.ts';

/** What is sought in the catalogue, and the entry that is open. */
export const catalogueSearchSchema = z.extend(organisationSearchSchema, {
  find: fallBack(z.optional(z.string().check(z.minLength(1), z.maxLength(200))), undefined),
  entry: fallBack(z.optional(z.string().check(z.minLength(1), z.maxLength(200))), undefined),
});
