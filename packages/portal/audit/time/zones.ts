import { isZone, localZone, offsetLabel, utc } from '../zone.ts';

export interface ZoneChoice {
  id: string;
  /** `UTC+02:00` now. */
  offset: string;
  /** Found by these words as well: the zone's own name of the time. */
  words: string;
}

/** Names of today that some browsers list only under an older one, but know. */
const renamed = ['Asia/Ho_Chi_Minh', 'Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Yangon', 'America/Nuuk', 'Europe/Kyiv'].filter(isZone);

let known: readonly ZoneChoice[] | null = null;

/** Every zone: UTC and the browser's first, then by name. Made once, when somebody first looks. */
export function zoneChoices(chosen: string): readonly ZoneChoice[] {
  if (known === null) {
    const now = new Date();
    const ids = [...new Set([utc, localZone(), ...[...Intl.supportedValuesOf('timeZone'), ...renamed].toSorted()])];
    known = ids.map((id) => ({ id, offset: offsetLabel(id, now), words: id.replaceAll('_', ' ') }));
  }
  return known.some(({ id }) => id === chosen)
    ? known
    : [...known.slice(0, 2), { id: chosen, offset: offsetLabel(chosen, new Date()), words: chosen }, ...known.slice(2)];
}
