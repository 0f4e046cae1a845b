import { lazy, Suspense } from 'react';
import type { RecordedEvent } from '@annals/events';
import { copyEvent } from '../../copy-event.ts';

/** Fetched when an event is first looked at: hashing and signatures are half of its script. */
const ProofSection = lazy(async () => ({ default: (await import('./ProofSection.tsx')).ProofSection }));

export function ProofSlot(props: { event: RecordedEvent; leafHash: string; mayRead: boolean }) {
  const waiting = <div className="drawer-section hint">{copyEvent.proof.loading}</div>;
  return (
    <Suspense fallback={waiting}>
      <ProofSection {...props} />
    </Suspense>
  );
}
