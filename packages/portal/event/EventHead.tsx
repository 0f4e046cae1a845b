import { sentence, visible, type RecordedEvent } from '@annals/events';
import { StateLabel } from '../audit/StateLabel.tsx';
import { formatInstant } from '../audit/zone.ts';
import { copyEvent } from '../copy-event.ts';
import { durationText } from './duration.ts';

interface Props {
  event: RecordedEvent;
  zone: string;
  /** The level of its heading. */
  as: 'h1' | 'h2';
}

/** The event as a sentence, how it ended, when it happened and when it was recorded; the two apart by seconds are told apart. */
export function EventHead({ event, zone, as: Heading }: Props) {
  const { occurred_at: occurred, received_at: received, skew_ms: skewMs } = event;
  const difference = skewMs > 0 ? copyEvent.later(durationText(skewMs)) : copyEvent.earlier(durationText(skewMs));
  return (
    <header className="drawer-head">
      <Heading>{visible(sentence(event))}</Heading>
      <p>
        <StateLabel label={event.label} outcome={event.outcome} />
      </p>
      <p className="drawer-time">
        {copyEvent.occurred}{' '}
        <time dateTime={occurred} title={occurred}>
          {formatInstant(occurred, zone)}
        </time>{' '}
        {zone}
      </p>
      <p className="drawer-time">
        {copyEvent.recorded}{' '}
        <time dateTime={received} title={received}>
          {formatInstant(received, zone)}
        </time>{' '}
        {zone}
        {skewMs === 0 ? null : ' '}
        {skewMs === 0 ? null : <strong className="difference">{difference}</strong>}
      </p>
    </header>
  );
}
