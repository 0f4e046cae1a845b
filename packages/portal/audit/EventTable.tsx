import type { KeyboardEvent, RefObject } from 'react';
import { useState } from 'react';
import type { EventPage } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { EventRow } from './EventRow.tsx';
import type { AuditSearch } from './search.ts';
import { SkeletonRows } from './SkeletonRows.tsx';
import { TableHead } from './TableHead.tsx';

interface Props {
  ref: RefObject<HTMLTableElement | null>;
  search: AuditSearch;
  page: EventPage | undefined;
  isLoading: boolean;
  isStale: boolean;
  isFailed: boolean;
  ask: (changes: Partial<AuditSearch>) => void;
  go: (changes: Partial<AuditSearch>) => void;
  onEscape: () => void;
}

/**
 * The table of the page. One stop for the Tab key: the arrows move between rows, Enter opens the event, Escape closes it.
 * The order is the server's; at most a hundred rows, so all of them are there for find-in-page and for readers.
 */
export function EventTable({ ref, search, page, isLoading, isStale, isFailed, ask, go, onEscape }: Props) {
  const [active, setActive] = useState<string | null>(null);
  const events = page?.events ?? [];
  const stop = events.some((event) => event.id === active) ? active : (events[0]?.id ?? null);
  const move = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const at = events.findIndex(({ id }) => id === stop);
    const to = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: events.length - 1 }[event.key];
    if (event.key === 'Escape') onEscape();
    else if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else {
      const id = events[Math.min(Math.max(to, 0), events.length - 1)]?.id;
      if (id === undefined) return;
      setActive(id);
      ref.current?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(id)}"]`)?.focus();
      if (search.event !== undefined) go({ event: id });
    }
    event.preventDefault();
  };
  if (isFailed) return null;
  return (
    <div className="table-box" aria-busy={isLoading && isStale}>
      {isLoading && isStale && page !== undefined ? <div className="progress" /> : null}
      <table ref={ref} className={`events${isStale && page !== undefined ? ' stale' : ''}`}>
        <caption className="visually-hidden">{page === undefined ? copy.audit.loading : copy.audit.title}</caption>
        <TableHead order={search.order} zone={search.zone} onChange={(order) => ask({ order })} />
        {page === undefined ? (
          <SkeletonRows rows={search.size} />
        ) : (
          <tbody onKeyDown={move}>
            {events.map((event) => (
              <EventRow
                key={event.id}
                event={event}
                search={search}
                isStop={event.id === stop}
                onActive={setActive}
                onOpen={(id) => go({ event: id })}
              />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}
