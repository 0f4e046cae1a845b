import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { ArchiveHint } from './ArchiveHint.tsx';
import { hasFilter, type AuditSearch } from './search.ts';

interface Props {
  search: AuditSearch;
  /** Something older was removed here. */
  wasCut: boolean;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** No rows: nothing matches, nothing in the range, or nothing yet; each with the way on. */
export function EmptyTable({ search, wasCut, ask }: Props) {
  const hasRange = search.from !== undefined || search.to !== undefined;
  const isFiltered = hasFilter(search);
  const words = isFiltered ? copy.audit.emptyMatch : hasRange ? copy.audit.emptyRange : copy.audit.emptyYet;
  return (
    <div className="empty">
      <h2>{words.title}</h2>
      <p>{words.text}</p>
      {wasCut && hasRange ? (
        <p>
          <ArchiveHint />
        </p>
      ) : null}
      <div className="empty-actions">
        {hasRange ? <Button onPress={() => ask({ from: undefined, to: undefined })}>{copy.audit.emptyRange.action}</Button> : null}
        {isFiltered ? (
          <Button onPress={() => ask({ view: undefined, q: undefined, user: [], target: undefined, state: undefined, extra: undefined })}>
            {copy.audit.emptyMatch.action}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
