import { sentence, visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { eventQuery } from '../api/events.ts';
import { addTerm } from '../audit/question.ts';
import { StateLabel } from '../audit/StateLabel.tsx';
import { formatInstant } from '../audit/zone.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Icon } from '../ui/Icon.tsx';
import { EventBody } from './EventBody.tsx';

interface Props {
  id: string;
  organisation: string;
  zone: string;
  q: string | undefined;
  onClose: () => void;
  onGo: (id: string) => void;
  onFilter: (q: string) => void;
}

/** One event, whole, beside the table. The address is its link. Escape closes it and gives the focus back. */
export function EventDrawer({ id, organisation, zone, q, onClose, onGo, onFilter }: Props) {
  const one = useQuery(eventQuery(id, organisation));
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Arrow keys in the table move through events; then the focus stays with the row.
    if (!(document.activeElement instanceof HTMLTableRowElement) || document.activeElement.dataset['id'] === id)
      box.current?.focus({ preventScroll: true });
  }, [id]);
  const event = one.data?.event;
  const neighbour = (to: string | null | undefined, icon: 'previous' | 'next', label: string) => (
    <Button icon kind="quiet" aria-label={label} isDisabled={!to} onPress={() => (to ? onGo(to) : undefined)}>
      <Icon name={icon} />
    </Button>
  );
  return (
    <div
      ref={box}
      className="drawer"
      role="dialog"
      aria-label={copy.event.title}
      tabIndex={-1}
      onKeyDown={(key) => {
        if (key.key !== 'Escape') return;
        key.stopPropagation();
        onClose();
      }}
    >
      <div className="drawer-bar">
        {neighbour(one.data?.previous_id, 'previous', copy.event.older)}
        {neighbour(one.data?.next_id, 'next', copy.event.newer)}
        <span className="spacer" />
        <CopyButton text={location.href} what={copy.event.permalink} />
        <Button icon kind="quiet" aria-label={copy.actions.close} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {one.error === null ? null : (
        <div className="drawer-section">
          <h2>{copy.event.missing}</h2>
          <ErrorPanel error={one.error} onRetry={() => void one.refetch()} />
        </div>
      )}
      {event === undefined || one.data === undefined ? null : (
        <>
          <header className="drawer-head">
            <h2>{visible(sentence(event))}</h2>
            <p>
              <StateLabel label={event.label} outcome={event.outcome} />
            </p>
            <p className="drawer-time">
              <time dateTime={event.occurred_at}>{formatInstant(event.occurred_at, zone)}</time> {zone}
            </p>
          </header>
          <EventBody
            event={event}
            leafHash={one.data.leaf_hash}
            zone={zone}
            onFilter={(name, value) => onFilter(addTerm(q, name, value))}
          />
        </>
      )}
    </div>
  );
}
