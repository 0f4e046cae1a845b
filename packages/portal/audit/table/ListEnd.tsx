import { policyText } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { retentionQuery } from '../../api/retention.ts';
import { tableCopy } from '../../copy-table.ts';
import { Button } from '../../ui/Button.tsx';
import { ArchiveHint } from '../ArchiveHint.tsx';
import { hasFilter, type AuditSearch } from '../search.ts';
import { endOf, formatInstant, startOf } from '../zone.ts';
import { mostLiveRows } from './event-list.ts';
import type { EventRows } from './use-event-list.ts';

interface Props {
  rows: EventRows;
  search: AuditSearch;
  organisation: string;
  go: (changes: Partial<AuditSearch>) => void;
}

/** Why there is no further row: nothing was left out silently. */
export function ListEnd({ rows, search, organisation, go }: Props) {
  const { list, state, loadingSinceMs } = rows;
  const { page, isWhole, isCut, count } = state;
  if (page === undefined || rows.isStale) return null;
  const { next } = list;
  if (!isWhole) return <p className="list-end">{loadingSinceMs === null ? '' : tableCopy.loadingMore}</p>;
  if (isCut)
    return (
      <div className="list-end">
        <p>{tableCopy.end.cut(mostLiveRows)}</p>
        <Button onPress={() => void list.refresh()}>{tableCopy.end.older}</Button>
      </div>
    );
  if (next !== null)
    return (
      <div className="list-end">
        <p>{tableCopy.end.most(count)}</p>
        <Button onPress={() => go({ cursor: next, skip: rows.skip + count })}>{tableCopy.end.goOn}</Button>
      </div>
    );
  if (search.order === 'oldest') {
    const end = search.to === undefined ? null : formatInstant(endOf(search.to, search.zone), search.zone);
    return (
      <p className="list-end">
        {end !== null ? tableCopy.end.rangeEnd(end) : hasFilter(search) ? tableCopy.end.filtered : tableCopy.end.wholeNewest}
      </p>
    );
  }
  const start = search.from === undefined ? null : formatInstant(startOf(search.from, search.zone), search.zone);
  if (start === null && page.oldest_retained > 0) return <KeptEdge organisation={organisation} />;
  return (
    <p className="list-end">
      {start !== null ? tableCopy.end.rangeStart(start) : hasFilter(search) ? tableCopy.end.filtered : tableCopy.end.whole}
    </p>
  );
}

function KeptEdge({ organisation }: { organisation: string }) {
  const { data } = useQuery(retentionQuery(organisation));
  return (
    <p className="list-end">
      {tableCopy.end.edge(data === undefined ? null : policyText(data.policy))} <ArchiveHint />
    </p>
  );
}
