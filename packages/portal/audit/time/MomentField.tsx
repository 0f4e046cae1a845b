import { CalendarDate } from '@internationalized/date';
import { Button } from 'react-aria-components/Button';
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  DateInput,
  DatePicker,
  DateSegment,
  type DateValue,
} from 'react-aria-components/DatePicker';
import { Dialog, Heading } from 'react-aria-components/Dialog';
import { Group } from 'react-aria-components/Group';
import { Label } from 'react-aria-components/Label';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import { timeCopy } from '../../copy-time.ts';
import { Icon } from '../../ui/Icon.tsx';

interface Props {
  label: string;
  value: DateValue | null;
  isExact: boolean;
  onChange: (value: DateValue | null) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

const first = new CalendarDate(1970, 1, 1);
const final = new CalendarDate(2200, 1, 1);

/** A day or a time of day, typed part by part or chosen in a calendar. */
export function MomentField({ label, value, isExact, onChange, hint, error }: Props) {
  return (
    <DatePicker
      // A field changes between days and times only as a new one.
      key={String(isExact)}
      className="field moment"
      value={value}
      onChange={onChange}
      granularity={isExact ? 'second' : 'day'}
      hourCycle={24}
      hideTimeZone
      shouldForceLeadingZeros
      minValue={first}
      maxValue={final}
      isInvalid={error !== undefined}
    >
      <Label>{label}</Label>
      <Group className="moment-box">
        <DateInput className="moment-input">{(segment) => <DateSegment segment={segment} className="moment-part" />}</DateInput>
        <Button className="moment-open">
          <Icon name="more" />
        </Button>
      </Group>
      {error === undefined ? null : (
        <Text slot="errorMessage" className="field-error">
          {error}
        </Text>
      )}
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <Popover className="popover calendar-popover">
        <Dialog className="calendar-dialog">
          <Calendar>
            <header className="calendar-head">
              <Button slot="previous" className="button quiet icon-only" aria-label={timeCopy.previousMonth}>
                <Icon name="previous" />
              </Button>
              <Heading className="calendar-month" />
              <Button slot="next" className="button quiet icon-only" aria-label={timeCopy.nextMonth}>
                <Icon name="next" />
              </Button>
            </header>
            <CalendarGrid className="calendar-grid">
              <CalendarGridHeader>
                {(day) => <CalendarHeaderCell className="calendar-weekday">{day}</CalendarHeaderCell>}
              </CalendarGridHeader>
              <CalendarGridBody>{(date) => <CalendarCell date={date} className="calendar-day" />}</CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  );
}
