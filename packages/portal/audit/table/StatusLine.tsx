import { tableCopy } from '../../copy-table.ts';
import { copy } from '../../copy.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ArchiveHint } from '../ArchiveHint.tsx';
import { pageSizes, type AuditSearch, type PageSize } from '../search.ts';
import { formatInstant } from '../zone.ts';
import type { EventRows } from './use-event-list.ts';
import type { RowWindow } from './use-window.ts';

interface Props {
  search: AuditSearch;
  rows: EventRows;
  starts: Int32Array;
  seen: RowWindow;
  ask: (changes: Partial<AuditSearch>) => void;
  go: (changes: Partial<AuditSearch>) => void;
}

/** Few rows are named together, though not all of them may be in sight. */
const leastNamed = 10;

/** Which rows of how many, when that was so, what is not among them, and the pages beside this one. Stays at the bottom. */
export function StatusLine({ search, rows, starts, seen, ask, go }: Props) {
  const { list, state } = rows;
  const { page, count } = state;
  const isPaged = search.size !== 'all';
  const total = list.total;
  const totalText =
    total === null || total === undefined ? '…' : `${total.relation === 'at_least' ? '≥ ' : ''}${total.value.toLocaleString('en')}`;
  const first = isPaged ? 0 : (starts[seen.first] ?? 0);
  const last = isPaged ? count : Math.min(count, Math.max(first + leastNamed, starts[seen.last + 1] ?? count));
  const back = (): void => {
    const before = Math.max(0, rows.skip - (isPaged ? Number(search.size) : 0));
    go(before === 0 || !page?.previous ? { cursor: undefined, skip: 0 } : { cursor: page.previous, skip: before });
  };
  const spanOf = (row: number): string => formatInstant(new Date(list.timeAt(row)).toISOString(), search.zone).slice(0, 16);
  const received = page === undefined ? '' : formatInstant(new Date(state.receivedMs).toISOString(), search.zone).slice(11);
  return (
    <footer className="table-foot">
      <p className="retention">
        {page === undefined || (page.oldest_retained === 0 && !isPaged) ? '' : copy.audit.retained(page.oldest_retained)}{' '}
        {page !== undefined && page.oldest_retained > 0 ? <ArchiveHint /> : null}
      </p>
      {count === 0 || last <= first ? null : <p className="covered">{tableCopy.covered(spanOf(first), spanOf(last - 1))}</p>}
      {total?.relation === 'at_least' ? <p className="partial">{tableCopy.atLeast}</p> : null}
      {page === undefined ? null : (
        <p className="as-of" title={page.as_of === null ? undefined : tableCopy.asOfTitle(list.position)}>
          {tableCopy.asOf(received)}
        </p>
      )}
      <label className="rows">
        {tableCopy.rows}
        <select
          className="select small"
          aria-label={tableCopy.rowsLabel}
          value={search.size}
          onChange={(event) => ask({ size: event.target.value === 'all' ? 'all' : (Number(event.target.value) as PageSize) })}
        >
          <option value="all">{tableCopy.all}</option>
          {pageSizes.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <p className="range">
        {page === undefined ? '' : count === 0 ? copy.audit.none : copy.audit.range(rows.skip + first + 1, rows.skip + last, totalText)}
      </p>
      {isPaged ? (
        <nav className="pager" aria-label={copy.audit.pages}>
          <Button icon aria-label={copy.audit.previous} isDisabled={search.cursor === undefined} onPress={back}>
            <Icon name="previous" />
          </Button>
          <Button
            icon
            aria-label={copy.audit.next}
            isDisabled={!page?.next}
            onPress={() => go({ cursor: page?.next ?? undefined, skip: rows.skip + count })}
          >
            <Icon name="next" />
          </Button>
        </nav>
      ) : null}
    </footer>
  );
}
