import type { EventPage } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { ArchiveHint } from './ArchiveHint.tsx';
import { pageSizes, type AuditSearch, type PageSize } from './search.ts';

interface Props {
  search: AuditSearch;
  /** Rows before those of the page that is shown. */
  skip: number;
  page: EventPage | undefined;
  ask: (changes: Partial<AuditSearch>) => void;
  go: (changes: Partial<AuditSearch>) => void;
}

/** How many rows, which of how many, and the pages beside this one. */
export function TableFooter({ search, skip, page, ask, go }: Props) {
  const rows = page?.events.length ?? 0;
  const total = page?.total;
  const totalText =
    total === null || total === undefined ? '…' : `${total.relation === 'at_least' ? '≥ ' : ''}${total.value.toLocaleString('en')}`;
  const back = (): void => {
    const before = Math.max(0, skip - search.size);
    go(before === 0 || !page?.previous ? { cursor: undefined, skip: 0 } : { cursor: page.previous, skip: before });
  };
  return (
    <footer className="table-foot">
      <p className="retention">
        {page === undefined ? '' : copy.audit.retained(page.oldest_retained)}{' '}
        {page !== undefined && page.oldest_retained > 0 ? <ArchiveHint /> : null}
      </p>
      <label className="rows">
        {copy.audit.rows}
        <select className="select small" value={search.size} onChange={(event) => ask({ size: Number(event.target.value) as PageSize })}>
          {pageSizes.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <p className="range">{page === undefined ? '' : rows === 0 ? copy.audit.none : copy.audit.range(skip + 1, skip + rows, totalText)}</p>
      <nav className="pager" aria-label={copy.audit.pages}>
        <Button icon aria-label={copy.audit.previous} isDisabled={search.cursor === undefined} onPress={back}>
          <Icon name="previous" />
        </Button>
        <Button
          icon
          aria-label={copy.audit.next}
          isDisabled={!page?.next}
          onPress={() => go({ cursor: page?.next ?? undefined, skip: skip + rows })}
        >
          <Icon name="next" />
        </Button>
      </nav>
    </footer>
  );
}
