import * as z from 'zod/mini';
import { catch as fallBack, _default as withDefault } from 'zod/mini';
import { isZone, utc } from '../../audit/zone.ts';

/** The state of the page of one event: the zone of its times. */
export const eventSearchSchema = z.object({ zone: fallBack(withDefault(z.string().check(z.refine(isZone)), utc), utc) });
