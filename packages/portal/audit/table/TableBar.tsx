import { lazy, Suspense, useRef, useState } from 'react';
import { tableCopy } from '../../copy-table.ts';
import { Icon } from '../../ui/Icon.tsx';
import { problemText } from '../../ui/problem-text.ts';
import type { OptionsProps } from './TableOptions.tsx';
import type { Tail } from './use-tail.ts';

const TableOptions = lazy(async () => ({ default: (await import('./TableOptions.tsx')).TableOptions }));

interface Props {
  tail: Tail;
  onLive: () => void;
  options: Omit<OptionsProps, 'trigger' | 'onOpenChange' | 'isOpen'>;
}

/** What stands above the rows: whether new ones come by themselves, and how rows look. */
export function TableBar({ tail, onLive, options }: Props) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const { isOn, paused, trouble, gap, perSecond } = tail;
  const state = !isOn
    ? ''
    : paused !== null
      ? tableCopy.live.paused[paused]
      : trouble !== null
        ? tableCopy.live.polling
        : tableCopy.live.on;
  return (
    <div className="table-bar">
      <button
        type="button"
        className={`button plain live-toggle${isOn ? ' is-on' : ''}`}
        aria-pressed={isOn}
        onClick={onLive}
        data-shortcut="live"
      >
        <span className={`live-dot${isOn && paused === null ? ' is-beating' : ''}`} aria-hidden="true" />
        {tableCopy.live.name}
      </button>
      <p className="live-state" role="status" title={trouble === null ? undefined : problemText(trouble).detail}>
        {state}
        {gap === null ? '' : ` ${tableCopy.live.gap(gap.from, gap.to)}`}
      </p>
      {isOn ? <p className="live-rate">{tableCopy.live.rate(perSecond)}</p> : null}
      <button
        ref={trigger}
        type="button"
        className="button quiet table-options"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <Icon name="columns" /> {tableCopy.chooser.open}
      </button>
      {isOpen ? (
        <Suspense>
          <TableOptions {...options} trigger={trigger} isOpen onOpenChange={setOpen} />
        </Suspense>
      ) : null}
    </div>
  );
}
