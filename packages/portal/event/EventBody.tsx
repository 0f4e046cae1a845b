import { metadataGroupOrder, type RecordedEvent } from '@annals/events';
import { copyEvent } from '../copy-event.ts';
import { may, useMembership } from '../shell/use-organisation.ts';
import { ChangeTable } from './diff/ChangeTable.tsx';
import { FactList } from './FactList.tsx';
import { contextFacts, extraFacts, metadataFacts, receiptFacts, whatFacts, whoFacts } from './facts.ts';
import { ProofSlot } from './proof/ProofSlot.tsx';
import { RawSlot } from './raw/RawSlot.tsx';
import type { Place } from './related/EventLink.tsx';
import { RelatedSection } from './related/RelatedSection.tsx';
import type { TermActions } from './values/actions.ts';

export interface EventBodyProps {
  event: RecordedEvent;
  leafHash: string;
  zone: string;
  actions: TermActions;
  place: Place;
}

/** Every value of an event, in sections, and the evidence for it; what it does not have is not there. */
export function EventBody({ event, leafHash, zone, actions, place }: EventBodyProps) {
  const membership = useMembership(event.organisation);
  const { changes = [] } = event;
  return (
    <>
      <FactList title={copyEvent.who} facts={whoFacts(event)} actions={actions} />
      <FactList title={copyEvent.what} facts={whatFacts(event)} actions={actions} />
      {changes.length === 0 ? null : <ChangeTable changes={changes} />}
      {metadataGroupOrder.map((group) => (
        <FactList
          key={group}
          title={copyEvent.metadata[group]}
          facts={metadataFacts(group, event.metadata?.[group] ?? {})}
          actions={actions}
        />
      ))}
      <FactList title={copyEvent.extra} facts={extraFacts(event)} actions={actions} />
      <FactList title={copyEvent.context} facts={contextFacts(event, zone)} actions={actions} />
      <RelatedSection event={event} zone={zone} actions={actions} place={place} />
      <FactList title={copyEvent.receipt} facts={receiptFacts(event, leafHash)} note={copyEvent.receiptNote} actions={actions} />
      <ProofSlot event={event} leafHash={leafHash} mayRead={may(membership, 'ledger:read')} />
      <RawSlot event={event} leafHash={leafHash} />
    </>
  );
}
