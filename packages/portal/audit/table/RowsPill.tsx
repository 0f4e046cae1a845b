import { tableCopy } from '../../copy-table.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { NewEventsPill } from '../NewEventsPill.tsx';
import type { AuditSearch } from '../search.ts';
import type { Rows } from './use-rows.ts';

interface Props {
  rows: Rows;
  search: AuditSearch;
  go: (changes: Partial<AuditSearch>) => void;
}

/** That there are events above those in sight, and the way to them. */
export function RowsPill({ rows, search, go }: Props) {
  const { tail, list } = rows;
  const toTop = (): void => {
    getSelection()?.removeAllRanges();
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.closest('tbody') !== null) focused.blur();
    scrollTo({ top: 0, behavior: 'instant' });
    if (search.event !== undefined) go({ event: undefined });
  };
  if (tail.isOn && tail.paused !== null && tail.waiting > 0)
    return (
      <div className="pill-place">
        <Button kind="primary" onPress={toTop}>
          <Icon name="pause" /> {tableCopy.live.waiting(tail.waiting)}
        </Button>
      </div>
    );
  return (
    <NewEventsPill
      count={rows.newEvents}
      onShow={() => {
        if (search.cursor !== undefined) return go({ cursor: undefined, skip: 0 });
        toTop();
        void list.refresh();
      }}
    />
  );
}
