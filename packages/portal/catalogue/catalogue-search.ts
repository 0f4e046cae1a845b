import { z } from 'zod';
import { organisationSearchSchema } from '../shell/organisation-search.ts';

/** What is sought in the catalogue, and the entry that is open. */
export const catalogueSearchSchema = organisationSearchSchema.extend({
  find: z.string().min(1).max(200).optional().catch(undefined),
  entry: z.string().min(1).max(200).optional().catch(undefined),
});
