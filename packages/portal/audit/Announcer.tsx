import type { EventPage } from '../api/shapes.ts';
import { copy } from '../copy.ts';

/** Says to those who do not see the table how many events there are, and that new ones came. */
export function Announcer({ page, newEvents, isLoading }: { page: EventPage | undefined; newEvents: number; isLoading: boolean }) {
  const total = page?.total?.value;
  const said = isLoading || total === undefined ? '' : copy.audit.announce(total.toLocaleString('en'));
  return (
    <p className="visually-hidden" role="status">
      {said}
      {newEvents > 0 ? `, ${copy.audit.newEvents(newEvents)}` : ''}
    </p>
  );
}
