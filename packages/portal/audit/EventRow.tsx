import { extraData, type RecordedEvent } from '@annals/events';
import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { paths } from '../paths.ts';
import type { AuditSearch } from './search.ts';
import { StateLabel } from './StateLabel.tsx';
import { userOf } from './user.ts';
import { visibleValue } from './visible.ts';
import { formatInstant } from './zone.ts';

interface Props {
  event: RecordedEvent;
  search: AuditSearch;
  /** The row where the Tab key stops. */
  isStop: boolean;
  onActive: (id: string) => void;
  onOpen: (id: string) => void;
}

/** One event. The whole row opens it; the date is a link, so that it can be opened in a tab of its own. */
export function EventRow({ event, search, isStop, onActive, onOpen }: Props) {
  const isOpen = search.event === event.id;
  const click = (mouse: MouseEvent<HTMLTableRowElement>): void => {
    // A selection of text and a click on the link mean something else.
    if (mouse.target instanceof Element && mouse.target.closest('a') !== null) return;
    if ((getSelection()?.toString() ?? '') === '') onOpen(event.id);
  };
  return (
    <tr
      data-id={event.id}
      tabIndex={isStop ? 0 : -1}
      className={isOpen ? 'open' : undefined}
      onFocus={() => onActive(event.id)}
      onClick={click}
      onKeyDown={(key) => {
        if (key.key !== 'Enter' || key.target !== key.currentTarget) return;
        key.preventDefault();
        onOpen(event.id);
      }}
    >
      <td className="date">
        <Link
          to={paths.auditEvents}
          search={{ ...search, event: event.id }}
          resetScroll={false}
          tabIndex={-1}
          activeProps={{}}
          title={event.occurred_at}
        >
          <time dateTime={event.occurred_at}>{formatInstant(event.occurred_at, search.zone)}</time>
        </Link>
      </td>
      <td className="user">
        <span title={userOf(event.actor)}>{userOf(event.actor)}</span>
      </td>
      <td className="state">
        <StateLabel label={event.label} outcome={event.outcome} />
      </td>
      <td className="extra">
        <span className="pairs">
          {Object.entries(extraData(event)).map(([key, value]) => (
            <span key={key} className="pair">
              <span className="pair-key">{visibleValue(key)}=</span>
              {visibleValue(value)}{' '}
            </span>
          ))}
        </span>
      </td>
    </tr>
  );
}
