import type { RecordedEvent } from '@annals/events';
import { lazy, Suspense, useState } from 'react';
import { visibleJson } from '../../audit/visible.ts';
import { copyEvent } from '../../copy-event.ts';

/** Fetched when it is first opened. */
const RawTabs = lazy(async () => ({ default: (await import('./RawTabs.tsx')).RawTabs }));

/** The raw event, closed at first; on paper always there, as JSON. */
export function RawSlot({ event, leafHash }: { event: RecordedEvent; leafHash: string }) {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <>
      <details className="drawer-section raw" onToggle={(toggle) => (toggle.currentTarget.open ? setWasOpened(true) : undefined)}>
        <summary>{copyEvent.raw.title}</summary>
        {wasOpened ? (
          <Suspense fallback={<p className="hint">{copyEvent.loading}</p>}>
            <RawTabs event={event} leafHash={leafHash} />
          </Suspense>
        ) : null}
      </details>
      <section className="drawer-section print-only">
        <h3>{copyEvent.raw.title}</h3>
        <pre>{visibleJson(event)}</pre>
      </section>
    </>
  );
}
