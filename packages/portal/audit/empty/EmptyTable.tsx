import { emptyCopy } from '../../copy-empty.ts';
import { hasFilter, type AuditSearch } from '../search.ts';
import { NothingInRange } from './NothingInRange.tsx';
import { NothingMatches } from './NothingMatches.tsx';

interface Props {
  search: AuditSearch;
  organisation: string;
  /** Something older was removed here. */
  wasCut: boolean;
  ask: (changes: Partial<AuditSearch>) => void;
}

/** No rows: nothing matches, nothing in the range, or nothing yet; each with the way on. */
export function EmptyTable(props: Props) {
  const { search } = props;
  if (hasFilter(search)) return <NothingMatches {...props} />;
  if (search.from !== undefined || search.to !== undefined) return <NothingInRange {...props} />;
  return (
    <div className="empty">
      <h2>{emptyCopy.yet.title}</h2>
      <p>{emptyCopy.yet.text}</p>
    </div>
  );
}
