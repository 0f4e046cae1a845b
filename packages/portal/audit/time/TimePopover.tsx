import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { timeCopy } from '../../copy-time.ts';
import '../../styles/time.css';
import { Icon } from '../../ui/Icon.tsx';
import type { AuditSearch } from '../search.ts';
import { isPreset, presets } from './relative.ts';
import { AbsoluteForm } from './AbsoluteForm.tsx';
import type { TimeRange } from './window.ts';
import { ZoneSelect } from './ZoneSelect.tsx';

interface Props {
  range: TimeRange;
  zone: string;
  /** What it hangs from. */
  trigger: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** Ranges that end now, a range to the second, and the zone. A preset applies at once and closes; the rest applies when it is said. */
export function TimePopover({ range, zone, trigger, isOpen, onOpenChange, ask }: Props) {
  const isAny = range.last === undefined && range.from === undefined && range.to === undefined;
  const choose = (key: string): void => {
    ask({ last: isPreset(key) ? key : undefined, from: undefined, to: undefined });
    onOpenChange(false);
  };
  return (
    <Popover className="popover time-popover" triggerRef={trigger} isOpen={isOpen} onOpenChange={onOpenChange} placement="bottom start">
      <Dialog className="time-dialog" aria-label={timeCopy.title}>
        <ListBox
          className="options time-presets"
          aria-label={timeCopy.presets}
          selectionMode="single"
          autoFocus
          selectedKeys={range.last === undefined ? (isAny ? ['any'] : []) : [range.last]}
          onAction={(key) => choose(String(key))}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : keys;
            if (key !== undefined) choose(String(key));
          }}
        >
          {[...presets, 'any' as const].map((id) => (
            <ListBoxItem key={id} id={id} className="option" textValue={timeCopy.spans[id]}>
              {({ isSelected }) => (
                <>
                  <span className="option-text">{timeCopy.spans[id]}</span>
                  <span className="option-mark">{isSelected ? <Icon name="check" /> : null}</span>
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
        <div className="time-rest">
          <AbsoluteForm
            key={JSON.stringify([range, zone])}
            range={range}
            zone={zone}
            onApply={(ends) => {
              ask({ last: undefined, ...ends });
              onOpenChange(false);
            }}
          />
          <ZoneSelect zone={zone} onChange={(next) => ask({ zone: next })} />
        </div>
      </Dialog>
    </Popover>
  );
}
