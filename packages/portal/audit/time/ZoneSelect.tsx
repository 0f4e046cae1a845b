import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import { Select, SelectValue } from 'react-aria-components/Select';
import { timeCopy } from '../../copy-time.ts';
import { Icon } from '../../ui/Icon.tsx';
import { localZone, utc } from '../zone.ts';
import { zoneChoices } from './zones.ts';

/** The zone of every day and time on the page; UTC and the browser's own come first. */
export function ZoneSelect({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const local = localZone();
  const choices = zoneChoices(zone);
  const offset = choices.find(({ id }) => id === zone)?.offset ?? '';
  return (
    <Select className="field zone-select" value={zone} onChange={(key) => (key === null ? undefined : onChange(String(key)))}>
      <Label>{timeCopy.zone}</Label>
      <Button className="select">
        <SelectValue>{() => `${zone}${offset === '' ? '' : ` (${offset})`}`}</SelectValue>
      </Button>
      <Popover className="popover" placement="bottom start">
        <Autocomplete filter={contains}>
          <SearchField className="popover-search" aria-label={timeCopy.findZone} autoFocus>
            <Input className="input" placeholder={timeCopy.findZone} />
          </SearchField>
          {/* The search keeps the focus while arrows move through the zones; the box itself is a stop so that it can be scrolled without a mouse. */}
          <div className="options-scroll" tabIndex={0}>
            <ListBox className="options" items={choices} renderEmptyState={() => <p className="hint">{timeCopy.noZones}</p>}>
              {({ id, offset: from, words }) => (
                <ListBoxItem id={id} textValue={`${words} ${id} ${from}`} className="option">
                  {({ isSelected }) => (
                    <>
                      <span className="option-mark">{isSelected ? <Icon name="check" /> : null}</span>
                      <span className="option-text">{id}</span>
                      <span className="option-count">{id === local && id !== utc ? `${timeCopy.here}, ${from}` : from}</span>
                    </>
                  )}
                </ListBoxItem>
              )}
            </ListBox>
          </div>
        </Autocomplete>
      </Popover>
    </Select>
  );
}
