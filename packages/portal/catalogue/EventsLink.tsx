import { quoteValue } from '@annals/events';
import { Link } from '@tanstack/react-router';
import { defaultAuditSearch } from '../audit/search.ts';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { paths } from '../paths.ts';
import { useOrganisationSearch } from '../shell/use-go.ts';

/** The way from an event of the catalogue to those that were recorded. */
export function EventsLink({ event, title }: { event: string; title: string }) {
  const kept = useOrganisationSearch();
  return (
    <Link
      to={paths.auditEvents}
      search={{ ...defaultAuditSearch, ...kept, q: `event:${quoteValue(event)}` }}
      aria-label={words.showEventsOf(title)}
    >
      {words.showEvents}
    </Link>
  );
}
