import { type KeyboardEvent, type MouseEvent, type RefObject, useMemo } from 'react';
import { copy } from '../../copy.ts';
import { paths } from '../../paths.ts';
import { type AuditSearch, stringifySearch } from '../search.ts';
import { tracksOf, type ColumnId } from './columns.ts';
import { EventRow } from './EventRow.tsx';
import { SkeletonRow, SkeletonRows } from './SkeletonRows.tsx';
import { TableHead } from './TableHead.tsx';
import type { EventRows } from './use-event-list.ts';
import type { TableLayout } from './use-layout.ts';
import type { Roving } from './use-roving.ts';
import { overscanRows, type RowWindow } from './use-window.ts';
import { roles } from './roles.ts';

interface Props {
  ref: RefObject<HTMLTableElement | null>;
  body: RefObject<HTMLTableSectionElement | null>;
  rows: EventRows;
  starts: Int32Array;
  seen: RowWindow;
  roving: Roving;
  layout: TableLayout;
  columns: readonly ColumnId[];
  search: AuditSearch;
  ask: (changes: Partial<AuditSearch>) => void;
  onOpen: (id: string) => void;
  /** How many rows repeat each other from this one on. */
  runAt: (row: number) => number;
  /** Opens or closes the run that begins with this row. */
  onRun: (row: number) => void;
}

/**
 * The table of the page: rows of one height, of which those are made that can be seen. One stop for the Tab key.
 * Elements are laid out as blocks, so each says itself what it is to those who hear the page.
 */
export function EventTable({ ref, body, rows, starts, seen, roving, layout, columns, search, ask, onOpen, runAt, onRun }: Props) {
  const { list, state, isStale } = rows;
  const displayRows = starts.length - 1;
  const total = list.total?.relation === 'exact' ? list.total.value : undefined;
  const href = useHref(search);
  const shown = new Set<number>();
  if (displayRows > 0) {
    for (let row = Math.max(0, seen.first - overscanRows); row <= Math.min(displayRows - 1, seen.last + overscanRows); row++)
      shown.add(row);
    // The row with the focus stays, wherever the reader scrolls: else the focus were lost.
    if (roving.displayRow !== null) shown.add(roving.displayRow);
  }
  const press = (mouse: MouseEvent<HTMLElement>): void => {
    if (!(mouse.target instanceof Element)) return;
    const element = mouse.target.closest<HTMLElement>('tr[data-id]');
    const id = element?.dataset['id'];
    if (id === undefined || mouse.defaultPrevented) return;
    if (mouse.target.closest('button.run') !== null) return onRun(Number(element?.dataset['row']));
    const isLink = mouse.target.closest('a') !== null;
    // A tab of its own, and a selection of text, mean something else.
    if (isLink && (mouse.ctrlKey || mouse.metaKey || mouse.shiftKey || mouse.button !== 0)) return;
    if (!isLink && (getSelection()?.toString() ?? '') !== '') return;
    mouse.preventDefault();
    onOpen(id);
  };
  return (
    <table
      ref={ref}
      {...roles.table}
      aria-label={state.page === undefined ? copy.audit.loading : copy.audit.title}
      aria-rowcount={total === undefined ? -1 : total + 1}
      aria-colcount={columns.length}
      aria-busy={isStale}
      className={`events${layout.isCards ? ' cards' : ''}${isStale ? ' stale' : ''}`}
      style={{ '--tracks': tracksOf(columns), '--row': `${layout.rowPx}px` } as object}
    >
      <TableHead columns={columns} order={search.order} zone={search.zone} onChange={(order) => ask({ order })} />
      <tbody
        ref={body}
        {...roles.group}
        style={{ height: `${(state.page === undefined ? skeletonRows : displayRows) * layout.rowPx}px` }}
        onClick={press}
        onFocus={(focus) => roving.onFocus(focus)}
        onKeyDown={(key: KeyboardEvent<HTMLElement>) => roving.onKey(key)}
      >
        {state.page === undefined ? (
          <SkeletonRows rows={skeletonRows} rowPx={layout.rowPx} columns={columns} />
        ) : (
          [...shown]
            .toSorted((a, b) => a - b)
            .map((row) => {
              const first = starts[row] ?? 0;
              const event = list.at(first);
              const topPx = row * layout.rowPx;
              if (event === undefined) return <SkeletonRow key={`gone-${list.sequenceAt(first)}`} topPx={topPx} columns={columns} />;
              const folded = (starts[row + 1] ?? first + 1) - first;
              const run = folded > 1 ? folded : runAt(first);
              return (
                <EventRow
                  key={event.id}
                  event={event}
                  columns={columns}
                  zone={search.zone}
                  href={href(event.id)}
                  row={first}
                  number={rows.skip + first + 1}
                  topPx={topPx}
                  isOpen={search.event === event.id}
                  isStop={roving.displayRow === row || (roving.displayRow === null && row === 0)}
                  isFresh={first < state.liveCount}
                  run={run}
                  isFolded={folded > 1}
                  untilMs={folded > 1 ? list.timeAt(first + folded - 1) : null}
                />
              );
            })
        )}
      </tbody>
    </table>
  );
}

const skeletonRows = 12;

/** Addresses of events beside this table; what is the same in all of them is written once. */
function useHref(search: AuditSearch): (id: string) => string {
  const text = useMemo(() => stringifySearch({ ...search, event: undefined }), [search]);
  return (id) => `${paths.auditEvents}${text}${text === '' ? '?' : '&'}event=${encodeURIComponent(id)}`;
}
