import { visible } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Button } from 'react-aria-components/Button';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import { Select, SelectValue } from 'react-aria-components/Select';
import { actorsQuery } from '../api/events.ts';
import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';

export interface UserSelectProps {
  organisation: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Any of the users who did something; applied at each choice. A chosen user who is no longer listed stays choosable. */
export function UserSelect({ organisation, value, onChange }: UserSelectProps) {
  const { data } = useQuery(actorsQuery(organisation));
  const { contains } = useFilter({ sensitivity: 'base' });
  const known = data ?? [];
  const users = [...value.filter((name) => !known.some((one) => one.value === name)).map((name) => ({ value: name, count: 0 })), ...known];
  const text =
    value.length === 0 ? copy.audit.selectUsers : value.length === 1 ? visible(value[0] ?? '') : copy.audit.usersSelected(value.length);
  return (
    <Select className="field user-select" selectionMode="multiple" value={[...value]} onChange={(keys) => onChange(keys.map(String))}>
      <Label>{copy.audit.user}</Label>
      <Button className="select">
        <SelectValue className={value.length === 0 ? 'placeholder' : ''}>{() => text}</SelectValue>
      </Button>
      <Popover className="popover" placement="bottom start">
        <Autocomplete filter={contains}>
          <SearchField className="popover-search" aria-label={copy.audit.findUser} autoFocus>
            <Input className="input" placeholder={copy.audit.findUser} />
          </SearchField>
          {/* The search keeps the focus while arrows move through the options; the box itself is a stop so that it can be scrolled without a mouse. */}
          <div className="options-scroll" tabIndex={0}>
            <ListBox className="options" items={users} renderEmptyState={() => <p className="hint">{copy.audit.noUsers}</p>}>
              {(user) => (
                <ListBoxItem id={user.value} textValue={user.value} className="option">
                  {({ isSelected }) => (
                    <>
                      <span className="option-mark">{isSelected ? <Icon name="check" /> : null}</span>
                      <span className="option-text">{visible(user.value)}</span>
                      <span className="option-count">{user.count.toLocaleString('en')}</span>
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
