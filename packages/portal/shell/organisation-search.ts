import { z } from 'zod';

/** The organisation that a settings screen is about, by slug; absent: the one last used, else the first. */
export const organisationSearchSchema = z.object({ organisation: z.string().min(1).max(256).optional().catch(undefined) });
