import { lazy, Suspense, useRef, useState } from 'react';
import { timeCopy } from '../../copy-time.ts';
import { useKey } from '../../keys/use-key.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { AuditSearch } from '../search.ts';
import { localZone, utc } from '../zone.ts';
import { rangeText } from './time-text.ts';
import { shift, type TimeRange, zoom } from './window.ts';

/** Fetched when it is first opened: the rows have no need of it. */
const TimePopover = lazy(async () => ({ default: (await import('./TimePopover.tsx')).TimePopover }));

/** The range of time and the zone that every day and time on the page is of: always said, changed here or by keys. */
export function TimeControl({ search, ask }: { search: AuditSearch; ask: (changes: Partial<AuditSearch>) => void }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  // The zone to come back to from UTC.
  const [other, setOther] = useState(() => (search.zone === utc ? localZone() : search.zone));
  if (search.zone !== utc && search.zone !== other) setOther(search.zone);
  const { zone } = search;
  // Where a range ends now, `from` is where that was when it was asked.
  const range: TimeRange = search.last === undefined ? { from: search.from, to: search.to } : { last: search.last };
  const open = (): void => {
    setWasOpened(true);
    setOpen(true);
  };
  const change = (next: TimeRange | null): void => (next === null ? undefined : ask(next));
  useKey('dates', open);
  useKey('earlier', () => change(shift(range, -1, zone, Date.now())));
  useKey('later', () => change(shift(range, 1, zone, Date.now())));
  useKey('wider', () => change(zoom(range, 'out', zone, Date.now())));
  useKey('narrower', () => change(zoom(range, 'in', zone, Date.now())));
  useKey('zone', () => ask({ zone: zone === utc ? other : utc }));
  const text = rangeText(range, zone);
  return (
    <div className="field time-control">
      <span className="field-name" aria-hidden="true">
        {timeCopy.time}
      </span>
      <button
        ref={trigger}
        type="button"
        className="button plain time-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={`${timeCopy.time}: ${text}, ${zone}`}
        onClick={open}
      >
        <Icon name="clock" />
        <span className="time-text">
          {text} · <span className="time-zone">{zone}</span>
        </span>
        <Icon name="more" />
      </button>
      {/* Keys change the range without opening anything: what it is now is said. */}
      <span className="visually-hidden" role="status">
        {text}, {zone}
      </span>
      {wasOpened ? (
        <Suspense>
          <TimePopover range={range} zone={zone} trigger={trigger} isOpen={isOpen} onOpenChange={setOpen} ask={ask} />
        </Suspense>
      ) : null}
    </div>
  );
}
