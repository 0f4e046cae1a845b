import { Link } from '@tanstack/react-router';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { useOrganisation } from '../shell/use-organisation.ts';

/** Where days are that retention removed here: the archive tells how to bring one back for search. */
export function ArchiveHint() {
  const { current } = useOrganisation();
  const search = current === null ? {} : { organisation: current.organisation.slug };
  return (
    <Link to={paths.archive} search={search} className="archive-hint">
      {copy.audit.olderDays}
    </Link>
  );
}
