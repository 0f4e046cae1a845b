import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';
import { RangeSelect } from './RangeSelect.tsx';
import { hasStripFilter, type AuditSearch } from './search.ts';
import { TimeField } from './TimeField.tsx';
import { ZoneToggle } from './ZoneToggle.tsx';

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
      <RangeSelect search={search} ask={ask} />
      <TimeField label={copy.audit.from} value={search.from} zone={search.zone} onChange={(from) => ask({ from })} />
      <TimeField label={copy.audit.to} value={search.to} zone={search.zone} onChange={(to) => ask({ to })} />
      <ZoneToggle zone={search.zone} onChange={(zone) => ask({ zone })} />
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
