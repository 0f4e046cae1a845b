import { tableCopy } from '../../copy-table.ts';
import { copy } from '../../copy.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { AuditSearch } from '../search.ts';
import type { ColumnId } from './columns.ts';
import { roles } from './roles.ts';

interface Props {
  columns: readonly ColumnId[];
  order: AuditSearch['order'];
  zone: string;
  onChange: (order: AuditSearch['order']) => void;
}

/** The names of the columns; only Date has an order of its own. Stays at the top while rows scroll under it. */
export function TableHead({ columns, order, zone, onChange }: Props) {
  const isNewest = order === 'newest';
  return (
    <thead {...roles.group}>
      <tr {...roles.row} aria-rowindex={1} className="head">
        {columns.map((id) =>
          id === 'date' ? (
            <th key={id} {...roles.head} scope="col" className="date" aria-sort={isNewest ? 'descending' : 'ascending'}>
              <button
                type="button"
                title={isNewest ? copy.audit.sortNewest : copy.audit.sortOldest}
                onClick={() => onChange(isNewest ? 'oldest' : 'newest')}
              >
                {tableCopy.columns.date} <Icon name={isNewest ? 'down' : 'up'} />
              </button>{' '}
              <span className="zone-note">{zone}</span>
            </th>
          ) : (
            <th key={id} {...roles.head} scope="col" className={id}>
              {tableCopy.columns[id]}
            </th>
          ),
        )}
      </tr>
    </thead>
  );
}
