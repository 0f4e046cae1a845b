import { Button } from 'react-aria-components/Button';
import { Tag, TagGroup, TagList } from 'react-aria-components/TagGroup';
import type { Position } from '@annals/events';
import { queryCopy } from '../../copy-query.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { AuditSearch } from '../search.ts';
import { chipText, type Chip } from './chips.ts';

export interface ChipRowProps {
  chips: readonly Chip[];
  ask: (changes: Partial<AuditSearch>) => void;
  onEdit: (place: Position) => void;
}

/**
 * Each condition as a chip. One stop for the Tab key: arrows move between chips, Delete removes, Enter edits; the words
 * between name and value turn the condition round.
 */
export function ChipRow({ chips, ask, onEdit }: ChipRowProps) {
  const remove = (keys: ReadonlySet<unknown>): void => {
    const chip = chips.find(({ key }) => keys.has(key));
    if (chip !== undefined) ask(chip.without);
  };
  return (
    <TagGroup className="chips" aria-label={queryCopy.conditions} onRemove={remove}>
      <TagList className="chip-list" items={chips} dependencies={[chips]}>
        {(chip) => <ChipTag key={chip.key} chip={chip} ask={ask} onEdit={onEdit} />}
      </TagList>
    </TagGroup>
  );
}

function ChipTag({ chip, ask, onEdit }: { chip: Chip } & Omit<ChipRowProps, 'chips'>) {
  const { place, turned } = chip;
  const text = chipText(chip);
  const edit = place === null ? undefined : (): void => onEdit(place);
  return (
    <Tag id={chip.key} textValue={text} className="chip" {...(edit === undefined ? {} : { onAction: edit })}>
      <span className="chip-name">{chip.name}</span>
      {/* Buttons of their own: the list's context knows only the one that removes. */}
      {turned === null ? (
        <span className="chip-relation">{chip.relation}</span>
      ) : (
        <Button slot={null} className="chip-relation" aria-label={queryCopy.turn(text)} onPress={() => ask(turned)}>
          {chip.relation}
        </Button>
      )}
      {chip.value === '' ? null : edit === undefined ? (
        <span className="chip-value" title={text}>
          {chip.value}
        </span>
      ) : (
        <Button slot={null} className="chip-value" aria-label={queryCopy.edit(text)} onPress={edit}>
          <span title={text}>{chip.value}</span>
        </Button>
      )}
      <Button slot="remove" className="chip-remove" aria-label={queryCopy.remove(text)}>
        <Icon name="close" />
      </Button>
    </Tag>
  );
}
