import { Link } from '@tanstack/react-router';
import { paths } from '../../paths.ts';

/** Where an event is shown: beside the table, or by itself. */
export type Place = 'drawer' | 'page';

/** The way to another event, shown where this one is. */
export function EventLink({ id, place, children }: { id: string; place: Place; children: string }) {
  return place === 'drawer' ? (
    <Link to={paths.auditEvents} search={(now) => ({ ...now, event: id })} resetScroll={false} activeProps={{}}>
      {children}
    </Link>
  ) : (
    <Link to={paths.event} params={{ id }} search={(now) => now} activeProps={{}}>
      {children}
    </Link>
  );
}
