import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type CSSProperties } from 'react';
import { eventQuery } from '../api/events.ts';
import { copy } from '../copy.ts';
import { copyEvent } from '../copy-event.ts';
import { paths } from '../paths.ts';
import '../styles/event.css';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Icon } from '../ui/Icon.tsx';
import { EventBody } from './EventBody.tsx';
import { EventHead } from './EventHead.tsx';
import { permalinkOf } from './permalink.ts';
import { ResizeHandle } from './resize/ResizeHandle.tsx';
import { useDrawerWidth } from './resize/use-drawer-width.ts';
import { termActions } from './term-search.ts';

export interface EventDrawerProps {
  id: string;
  organisation: string;
  zone: string;
  q: string | undefined;
  onClose: () => void;
  onGo: (id: string) => void;
  onFilter: (q: string) => void;
}

/** One event, whole, beside the table. Escape closes it and gives the focus back. */
export function EventDrawer({ id, organisation, zone, q, onClose, onGo, onFilter }: EventDrawerProps) {
  const one = useQuery(eventQuery(id, organisation));
  const navigate = useNavigate();
  const [widthPx, setWidthPx] = useDrawerWidth();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Arrow keys in the table move through events; then the focus stays with the row.
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset['id'] : undefined;
    if (focused === undefined || focused === id) box.current?.focus({ preventScroll: true });
  }, [id]);
  const event = one.data?.event;
  const neighbour = (to: string | null | undefined, icon: 'previous' | 'next', label: string) => (
    <Button icon kind="quiet" aria-label={label} isDisabled={!to} onPress={() => (to ? onGo(to) : undefined)}>
      <Icon name={icon} />
    </Button>
  );
  const actions = termActions({
    q,
    ask: onFilter,
    askAnew: (search) => void navigate({ to: paths.auditEvents, search: (now) => ({ ...search, organisation: now.organisation, zone }) }),
  });
  return (
    <div
      ref={box}
      className="drawer"
      style={{ '--drawer-width': `${widthPx}px` } as CSSProperties}
      role="dialog"
      aria-label={copyEvent.title}
      tabIndex={-1}
      onKeyDown={(key) => {
        if (key.key !== 'Escape') return;
        key.stopPropagation();
        onClose();
      }}
    >
      <ResizeHandle widthPx={widthPx} onChange={setWidthPx} />
      <div className="drawer-bar">
        {neighbour(one.data?.previous_id, 'previous', copyEvent.older)}
        {neighbour(one.data?.next_id, 'next', copyEvent.newer)}
        <span className="spacer" />
        <Link className="button quiet" to={paths.event} params={{ id }} search={{ zone }}>
          {copyEvent.openPage}
        </Link>
        <CopyButton text={permalinkOf(id)} what={copyEvent.permalink} label={copyEvent.copyLink} />
        <Button icon kind="quiet" aria-label={copy.actions.close} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      {one.error === null ? null : (
        <div className="drawer-section">
          <h2>{copyEvent.missing}</h2>
          <ErrorPanel error={one.error} onRetry={() => void one.refetch()} />
        </div>
      )}
      {event === undefined || one.data === undefined ? null : (
        <>
          <EventHead event={event} zone={zone} as="h2" />
          <EventBody event={event} leafHash={one.data.leaf_hash} zone={zone} actions={actions} place="drawer" />
        </>
      )}
    </div>
  );
}
