import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';
import { hasStripFilter, type AuditSearch } from './search.ts';
import { TimeControl } from './time/TimeControl.tsx';

interface Props {
  search: AuditSearch;
  ask: (changes: Partial<AuditSearch>) => void;
  isStripOpen: boolean;
  onToggleStrip: () => void;
}

/** Range of days in a stated zone, and the filters' button. */
export function Toolbar({ search, ask, isStripOpen, onToggleStrip }: Props) {
  const isActive = hasStripFilter(search);
  return (
    <div className="toolbar">
      <TimeControl search={search} ask={ask} />
      <button
        type="button"
        className="button plain filter-button"
        aria-expanded={isStripOpen}
        aria-controls="filter-strip"
        aria-label={isActive ? copy.audit.filtersActive : copy.audit.filters}
        onClick={onToggleStrip}
      >
        <Icon name="filter" />
        <span aria-hidden="true">{copy.audit.filters}</span>
        {isActive ? <span className="dot" data-testid="filter-dot" /> : null}
      </button>
    </div>
  );
}
