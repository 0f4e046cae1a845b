import { lazy, Suspense } from 'react';
import type { EventDrawerProps } from './EventDrawer.tsx';

const EventDrawer = lazy(async () => ({ default: (await import('./EventDrawer.tsx')).EventDrawer }));

/** The drawer, fetched when an event is first opened: the first rows need nothing of it. */
export function EventDrawerSlot(props: EventDrawerProps) {
  return (
    <Suspense fallback={<div className="drawer" aria-busy="true" />}>
      <EventDrawer {...props} />
    </Suspense>
  );
}
