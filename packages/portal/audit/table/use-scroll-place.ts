import { useEffect } from 'react';
import type { EventList } from './event-list.ts';

/** Where the reader was in each list that is still kept, px. */
const places = new WeakMap<EventList, number>();

/** Whoever goes away and comes back finds the rows where they were; another question begins where its table does. */
export function useScrollPlace(list: EventList): void {
  useEffect(() => {
    const place = places.get(list);
    if (place !== undefined && Math.abs(scrollY - place) > 1) scrollTo({ top: place, behavior: 'instant' });
    const keep = (): void => void places.set(list, scrollY);
    addEventListener('scroll', keep, { passive: true });
    return () => removeEventListener('scroll', keep);
  }, [list]);
}
