import { userText } from '@annals/events';
import { type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { tableCopy } from '../../copy-table.ts';
import { copy } from '../../copy.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';
import { addTerm } from '../question.ts';
import type { AuditSearch } from '../search.ts';
import { cardColumns, type ColumnId, defaultColumns, ordered, recallColumns, rememberColumns } from './columns.ts';
import { EventTable } from './EventTable.tsx';
import { ListEnd } from './ListEnd.tsx';
import { RowsPill } from './RowsPill.tsx';
import { SlowNotice } from './SlowNotice.tsx';
import { StatusLine } from './StatusLine.tsx';
import { TableBar } from './TableBar.tsx';
import { useFoldChoice, useFolding } from './use-folding.ts';
import { useDensity, useLayout } from './use-layout.ts';
import { useRoving } from './use-roving.ts';
import type { Rows } from './use-rows.ts';
import { useScrollPlace } from './use-scroll-place.ts';
import { useWindow } from './use-window.ts';

interface Props {
  table: RefObject<HTMLTableElement | null>;
  rows: Rows;
  search: AuditSearch;
  organisation: string;
  /** What stands in place of the rows when there are none. */
  empty: ReactNode;
  ask: (changes: Partial<AuditSearch>) => void;
  go: (changes: Partial<AuditSearch>) => void;
  onEscape: () => void;
}

/** The rows of a question and everything that is said about them: loading, errors, how many, and what they do not hold. */
export function EventSection({ table, rows, search, organisation, empty, ask, go, onEscape }: Props) {
  const { list, state, error, isRestarting } = rows;
  const box = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [density, setDensity] = useDensity();
  const [isFolding, setFolding] = useFoldChoice();
  const layout = useLayout(box, density);
  const [remembered, setRemembered] = useState(recallColumns);
  const columns = useMemo(() => {
    const chosen = search.columns.length > 0 ? ordered(search.columns) : remembered;
    return chosen.length > 0 ? chosen : defaultColumns(layout.widthPx);
  }, [search.columns, remembered, layout.widthPx]);
  const chooseColumns = (chosen: ColumnId[]): void => {
    rememberColumns(chosen);
    setRemembered(chosen);
    go({ columns: chosen });
  };
  const isContinuous = search.size === 'all';
  const folding = useFolding(list, state, isContinuous && isFolding);
  const { starts } = folding;
  const seen = useWindow(body, starts.length - 1, layout.rowPx);
  useScrollPlace(list);
  const [said, setSaid] = useState('');
  useEffect(() => {
    list.want(starts[seen.first] ?? 0, starts[seen.last] ?? 0);
  }, [list, starts, seen]);

  const open = useCallback((id: string) => go({ event: id }), [go]);
  const onKey = (key: string, row: number): boolean => {
    const event = list.at(row);
    if (key === 'Escape') onEscape();
    else if (event === undefined) return false;
    else if (key === 'Enter') open(event.id);
    else if (key === 'c') void copyLink(event.id).then(setSaid);
    else if (key === 'f') ask({ q: addTerm(search.q, 'actor', userText(event.actor)) });
    else if (key === '.') ask({ q: addTerm(search.q, 'event', event.event) });
    else if (key === 'ArrowRight' || key === 'ArrowLeft') return turnRun(row, key === 'ArrowRight');
    else return false;
    return true;
  };
  const turnRun = (row: number, isOpening: boolean): boolean => {
    if (folding.runAt(row) < 2) return false;
    const isFolded = starts.includes(row) && !starts.includes(row + 1);
    if (isFolded === isOpening) folding.toggle(row);
    return true;
  };
  const roving = useRoving({
    list,
    starts,
    body,
    rowPx: layout.rowPx,
    screenRows: Math.max(1, seen.last - seen.first - 1),
    onKey,
    onMove: (row) => {
      const id = list.at(row)?.id;
      if (search.event !== undefined && id !== undefined) go({ event: id });
    },
  });
  const isEmpty = state.page !== undefined && state.count === 0 && error === null;
  const toggleLive = (): void => {
    if (search.live) ask({ live: false });
    else ask({ live: true, order: 'newest', size: 'all', to: undefined });
  };
  return (
    <>
      <TableBar
        tail={rows.tail}
        onLive={toggleLive}
        options={{ columns, onColumns: chooseColumns, density, onDensity: setDensity, isFolding, onFolding: setFolding }}
      />
      <RowsPill rows={rows} search={search} go={go} />
      {error === null ? null : isRestarting ? (
        <p className="notice" role="status">
          {copy.audit.restarting}
        </p>
      ) : (
        <>
          {state.count > 0 && !rows.isStale ? <p className="notice">{tableCopy.restFailed(state.count)}</p> : null}
          <ErrorPanel error={error} onRetry={rows.retry} />
        </>
      )}
      <SlowNotice rows={rows} />
      <div ref={box} className="table-box" hidden={isEmpty}>
        {rows.loadingSinceMs !== null && state.page !== undefined ? <div className="progress" /> : null}
        {error !== null && state.page === undefined ? null : (
          <EventTable
            ref={table}
            body={body}
            rows={rows}
            starts={starts}
            seen={seen}
            roving={roving}
            layout={layout}
            columns={layout.isCards ? cardColumns(columns) : columns}
            search={search}
            ask={ask}
            onOpen={open}
            runAt={folding.runAt}
            onRun={folding.toggle}
          />
        )}
        {isContinuous ? <ListEnd rows={rows} search={search} organisation={organisation} go={go} /> : null}
      </div>
      {isEmpty ? empty : null}
      <StatusLine search={search} rows={rows} starts={starts} seen={seen} ask={ask} go={go} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

async function copyLink(id: string): Promise<string> {
  const link = new URL(location.href);
  link.searchParams.set('event', id);
  try {
    await navigator.clipboard.writeText(link.href);
    return tableCopy.linkCopied;
  } catch {
    return tableCopy.linkFailed;
  }
}
