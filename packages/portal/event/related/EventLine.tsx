import { sentence, visible, type RecordedEvent } from '@annals/events';
import { formatInstant } from '../../audit/zone.ts';
import { copyEvent } from '../../copy-event.ts';
import { Icon } from '../../ui/Icon.tsx';
import { EventLink, type Place } from './EventLink.tsx';

const marks = { success: 'check', failure: 'cross', unknown: 'question' } as const;

/** One event as a sentence; the one that is shown is marked and leads nowhere. */
export function EventLine({ event, isThis, zone, place }: { event: RecordedEvent; isThis: boolean; zone: string; place: Place }) {
  const text = visible(sentence(event));
  return (
    <li className={isThis ? 'this' : undefined} aria-current={isThis ? 'true' : undefined}>
      <time dateTime={event.occurred_at}>{formatInstant(event.occurred_at, zone)}</time>
      <span className={`state-label ${event.outcome}`}>
        <Icon name={marks[event.outcome]} />
        <span className="visually-hidden">{event.outcome}</span>
      </span>
      {isThis ? (
        <span>
          {text}
          <span className="tag">{copyEvent.related.here}</span>
        </span>
      ) : (
        <EventLink id={event.id} place={place}>
          {text}
        </EventLink>
      )}
    </li>
  );
}
