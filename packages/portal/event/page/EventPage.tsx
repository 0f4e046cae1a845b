import { visible, sentence } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { eventQuery } from '../../api/events.ts';
import { defaultAuditSearch } from '../../audit/search.ts';
import { ZoneSelect } from '../../audit/time/ZoneSelect.tsx';
import { copyEvent } from '../../copy-event.ts';
import { paths } from '../../paths.ts';
import { Brand } from '../../shell/Brand.tsx';
import { useMembership } from '../../shell/use-organisation.ts';
import '../../styles/event.css';
import '../../styles/event-print.css';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { EventBody } from '../EventBody.tsx';
import { EventHead } from '../EventHead.tsx';
import { permalinkOf } from '../permalink.ts';
import { termActions } from '../term-search.ts';
import { NoEvent } from './NoEvent.tsx';

/** One event by itself: the place that a link leads to, and what an auditor prints. */
export function EventPage() {
  const { id } = useParams({ from: paths.event });
  const { zone } = useSearch({ from: paths.event });
  const navigate = useNavigate();
  const one = useQuery(eventQuery(id));
  const event = one.data?.event;
  const organisation = useMembership(event?.organisation ?? '')?.organisation;
  useTitle(event === undefined ? copyEvent.title : visible(sentence(event)));
  const search = { ...defaultAuditSearch, zone, organisation: organisation?.slug };
  const go = (to: typeof search): void => void navigate({ to: paths.auditEvents, search: to });
  const actions = termActions({
    q: undefined,
    ask: (q) => go({ ...search, q }),
    askAnew: ({ q }) => go({ ...search, q }),
  });
  return (
    <div className="event-page">
      <header className="event-page-bar">
        <Brand />
        <Link to={paths.auditEvents} search={search}>
          {copyEvent.page.back}
        </Link>
        <span className="spacer" />
        {event === undefined ? null : (
          <>
            <CopyButton text={permalinkOf(id)} what={copyEvent.permalink} label={copyEvent.copyLink} />
            <Button onPress={() => print()}>{copyEvent.print}</Button>
          </>
        )}
      </header>
      <main id="main" tabIndex={-1}>
        {one.error === null ? null : <NoEvent error={one.error} onRetry={() => void one.refetch()} />}
        {one.isPending ? <p className="drawer-section hint">{copyEvent.loading}</p> : null}
        {event === undefined || one.data === undefined ? null : (
          <article>
            <div className="event-page-head">
              <EventHead event={event} zone={zone} as="h1" />
              <ZoneSelect
                zone={zone}
                onChange={(to) => void navigate({ to: paths.event, params: { id }, search: { zone: to }, replace: true })}
              />
            </div>
            <p className="print-only drawer-section">
              {organisation?.name} · {copyEvent.page.address}: {permalinkOf(id)}
              <br />
              {copyEvent.labels.leaf}: {one.data.leaf_hash}
            </p>
            <h2 className="visually-hidden">{copyEvent.page.values}</h2>
            <div className="event-page-body">
              <EventBody event={event} leafHash={one.data.leaf_hash} zone={zone} actions={actions} place="page" />
            </div>
          </article>
        )}
      </main>
    </div>
  );
}
