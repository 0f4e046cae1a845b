import { copy } from '../copy.ts';
import { Icon } from '../ui/Icon.tsx';
import type { AuditSearch } from './search.ts';

/** The four columns; only Date has an order of its own. */
export function TableHead({
  order,
  zone,
  onChange,
}: {
  order: AuditSearch['order'];
  zone: string;
  onChange: (order: AuditSearch['order']) => void;
}) {
  const isNewest = order === 'newest';
  return (
    <thead>
      <tr>
        <th scope="col" className="date" aria-sort={isNewest ? 'descending' : 'ascending'}>
          <button
            type="button"
            title={isNewest ? copy.audit.sortNewest : copy.audit.sortOldest}
            onClick={() => onChange(isNewest ? 'oldest' : 'newest')}
          >
            {copy.audit.columns.date} <Icon name={isNewest ? 'down' : 'up'} />
          </button>{' '}
          <span className="zone-note">{zone}</span>
        </th>
        <th scope="col" className="user">
          {copy.audit.columns.user}
        </th>
        <th scope="col" className="state">
          {copy.audit.columns.state}
        </th>
        <th scope="col" className="extra">
          {copy.audit.columns.extra}
        </th>
      </tr>
    </thead>
  );
}
