import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { tableCopy } from '../../copy-table.ts';
import { Button } from '../../ui/Button.tsx';
import { columnIds, type ColumnId } from './columns.ts';
import { densities, type Density } from './use-layout.ts';

export interface OptionsProps {
  trigger: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  columns: readonly ColumnId[];
  /** Empty: the standard columns. */
  onColumns: (columns: ColumnId[]) => void;
  density: Density;
  onDensity: (density: Density) => void;
  isFolding: boolean;
  onFolding: (isFolding: boolean) => void;
}

/** Which columns there are, how high rows are, and whether repeats are folded. Each choice counts at once. */
export function TableOptions({ trigger, isOpen, onOpenChange, ...choice }: OptionsProps) {
  const { columns, onColumns, density, onDensity, isFolding, onFolding } = choice;
  const turn = (id: ColumnId): void => onColumns(columnIds.filter((one) => (one === id ? !columns.includes(id) : columns.includes(one))));
  return (
    <Popover className="popover options-popover" triggerRef={trigger} isOpen={isOpen} onOpenChange={onOpenChange} placement="bottom end">
      <Dialog className="table-choices" aria-label={tableCopy.chooser.open}>
        <fieldset>
          <legend>{tableCopy.chooser.title}</legend>
          {columnIds.map((id) => (
            <label key={id} className="choice-line">
              <input
                type="checkbox"
                checked={columns.includes(id)}
                disabled={columns.length === 1 && columns[0] === id}
                onChange={() => turn(id)}
              />
              {tableCopy.columns[id]}
            </label>
          ))}
          <Button kind="quiet" onPress={() => onColumns([])}>
            {tableCopy.chooser.reset}
          </Button>
        </fieldset>
        <fieldset>
          <legend>{tableCopy.chooser.density}</legend>
          {densities.map((id) => (
            <label key={id} className="choice-line">
              <input type="radio" name="density" checked={density === id} onChange={() => onDensity(id)} />
              {tableCopy.densities[id]}
            </label>
          ))}
        </fieldset>
        <label className="choice-line">
          <input type="checkbox" checked={isFolding} onChange={() => onFolding(!isFolding)} />
          {tableCopy.chooser.fold}
        </label>
      </Dialog>
    </Popover>
  );
}
