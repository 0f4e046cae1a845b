import { z } from 'zod';
import { isZone, utc } from '../../audit/zone.ts';

/** The state of the page of one event: the zone of its times. */
export const eventSearchSchema = z.object({ zone: z.string().refine(isZone).default(utc).catch(utc) });
