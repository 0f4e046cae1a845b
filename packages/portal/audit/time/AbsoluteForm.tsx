import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import type { DateValue } from 'react-aria-components/DatePicker';
import { timeCopy } from '../../copy-time.ts';
import { copy } from '../../copy.ts';
import { Button } from '../../ui/Button.tsx';
import { MomentField } from './MomentField.tsx';
import { isExactRange, momentOf, valueOf } from './moment-value.ts';
import { startOfLast } from './relative.ts';
import type { TimeRange } from './window.ts';

interface Props {
  range: TimeRange;
  zone: string;
  onApply: (ends: { from: string | undefined; to: string | undefined }) => void;
}

/** From and To: whole days, or to the second. An empty end is open. */
export function AbsoluteForm({ range, zone, onApply }: Props) {
  const start = range.last === undefined ? range.from : startOfLast(range.last, Date.now());
  const [isExact, setExact] = useState(() => isExactRange(range));
  const [from, setFrom] = useState<DateValue | null>(() => valueOf(start, 'from', isExactRange(range), zone));
  const [to, setTo] = useState<DateValue | null>(() => valueOf(range.to, 'to', isExactRange(range), zone));
  const ends = { from: momentOf(from, zone), to: momentOf(to, zone) };
  const isBackward = from !== null && to !== null && from.compare(to) > (isExact ? -1 : 0);
  const changeExact = (exact: boolean): void => {
    setExact(exact);
    setFrom(valueOf(ends.from, 'from', exact, zone));
    setTo(valueOf(ends.to, 'to', exact, zone));
  };
  return (
    <Form
      className="time-absolute"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBackward) onApply(ends);
      }}
    >
      <MomentField label={copy.audit.from} value={from} isExact={isExact} onChange={setFrom} />
      <MomentField
        label={copy.audit.to}
        value={to}
        isExact={isExact}
        onChange={setTo}
        hint={isBackward ? undefined : timeCopy.endIsOpen}
        error={isBackward ? timeCopy.mustFollow : undefined}
      />
      <label className="check">
        <input type="checkbox" checked={isExact} onChange={(event) => changeExact(event.target.checked)} />
        {timeCopy.exact}
      </label>
      <div className="time-actions">
        <Button kind="quiet" onPress={() => onApply({ from: undefined, to: undefined })}>
          {timeCopy.clear}
        </Button>
        <Button kind="primary" type="submit" isDisabled={isBackward}>
          {timeCopy.apply}
        </Button>
      </div>
    </Form>
  );
}
