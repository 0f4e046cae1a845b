import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { LazyText } from './LazyText.tsx';
import { hasStripFilter, type AuditSearch } from './search.ts';
import { UserSelectSlot } from './UserSelectSlot.tsx';

/** Custom conditions; each is applied by itself, all must hold. */
export function FilterStrip({
  search,
  organisation,
  ask,
}: {
  search: AuditSearch;
  organisation: string;
  ask: (changes: Partial<AuditSearch>) => void;
}) {
  return (
    <section className="strip" id="filter-strip" aria-label={copy.audit.filters}>
      <UserSelectSlot organisation={organisation} value={search.user} onChange={(user) => ask({ user })} />
      <LazyText label={copy.audit.stateContains} value={search.state} onChange={(state) => ask({ state })} />
      <LazyText label={copy.audit.extraContains} value={search.extra} onChange={(extra) => ask({ extra })} />
      <Button kind="quiet" isDisabled={!hasStripFilter(search)} onPress={() => ask({ user: [], state: undefined, extra: undefined })}>
        {copy.audit.clear}
      </Button>
    </section>
  );
}
