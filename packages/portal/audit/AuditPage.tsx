import { AnnalsError } from '@annals/client';
import { useCallback, useRef, useState } from 'react';
import { copy } from '../copy.ts';
import { EventDrawer } from '../event/EventDrawer.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { useTitle } from '../ui/use-title.ts';
import { ViewActions } from '../views/ViewActions.tsx';
import { useView } from '../views/use-view.ts';
import { Announcer } from './Announcer.tsx';
import { EmptyTable } from './empty/EmptyTable.tsx';
import { NoPermissionText } from '../ui/NoPermissionText.tsx';
import { EventTable } from './EventTable.tsx';
import { WithFacets } from './facets/WithFacets.tsx';
import { ExportLink } from './ExportLink.tsx';
import { FilterStrip } from './FilterStrip.tsx';
import { GettingStarted } from './GettingStarted.tsx';
import { Histogram } from './histogram/Histogram.tsx';
import { NewEventsPill } from './NewEventsPill.tsx';
import { QueryPanel } from './query/QueryPanel.tsx';
import { pageRequestOf, questionOf } from './question.ts';
import { hasStripFilter } from './search.ts';
import { TableFooter } from './TableFooter.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useAuditKeys } from './use-audit-keys.ts';
import { useAuditSearch } from './use-audit-search.ts';
import { useEventPage } from './use-event-page.ts';
import { useLive } from './use-live.ts';
import { ViewBar } from './ViewBar.tsx';
import { ViewGuide } from './ViewGuide.tsx';

/** Every event of the organisation, found by what the address says. */
export function AuditPage() {
  useAuditKeys();
  const { search, ask, go } = useAuditSearch();
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const view = useView(search, organisation);
  useTitle(view.name);
  const question = questionOf(search, organisation);
  const request = pageRequestOf(search, organisation);
  const { page, skip, error, isLoading, isStale, isRestarting, retry } = useEventPage(request, search.skip);
  const isFirstPage = search.cursor === undefined;
  const { newEvents } = useLive(question, isStale ? undefined : page, isFirstPage);
  const [isStripOpen, setStripOpen] = useState(() => hasStripFilter(search));
  const table = useRef<HTMLTableElement>(null);
  const closeDrawer = useCallback(() => {
    const row = search.event === undefined ? null : table.current?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(search.event)}"]`);
    go({ event: undefined });
    (row ?? table.current?.querySelector<HTMLElement>('tr[tabindex="0"]'))?.focus();
  }, [go, search.event]);
  const isForbidden = error instanceof AnnalsError && error.status === 403;
  return (
    <div className={`audit${search.event === undefined ? '' : ' with-drawer'}`}>
      <div className="page">
        <header className="page-head">
          <h1>{view.name}</h1>
          <div className="page-actions">
            <ViewActions search={search} organisation={organisation} view={view} />
            <ExportLink question={question} order={request.order} isAllowed={may(current, 'events:export')} />
          </div>
        </header>
        <ViewBar search={search} organisation={organisation} view={view} />
        <ViewGuide search={search} organisation={organisation} ask={ask} />
        <QueryPanel search={search} question={question} ask={ask} />
        <Toolbar search={search} ask={ask} isStripOpen={isStripOpen} onToggleStrip={() => setStripOpen(!isStripOpen)} />
        {isStripOpen ? <FilterStrip search={search} organisation={organisation} ask={ask} /> : null}
        {may(current, 'keys:manage') ? <GettingStarted organisation={organisation} page={page} /> : null}
        {isForbidden ? null : <Histogram question={question} search={search} ask={ask} />}
        {isForbidden ? (
          <NoPermissionText what={copy.audit.whatEvents} scope="events:read" role={current?.role ?? null} />
        ) : (
          <WithFacets search={search} organisation={organisation} ask={ask} isReady={page !== undefined}>
            {error === null ? null : isRestarting ? (
              <p className="notice" role="status">
                {copy.audit.restarting}
              </p>
            ) : (
              <ErrorPanel error={error} onRetry={retry} />
            )}
            <NewEventsPill count={newEvents} onShow={() => go({ cursor: undefined, skip: 0 })} />
            {page !== undefined && page.events.length === 0 && error === null ? (
              <EmptyTable search={search} organisation={organisation} wasCut={page.oldest_retained > 0} ask={ask} />
            ) : (
              <EventTable
                ref={table}
                search={search}
                page={page}
                isLoading={isLoading}
                isStale={isStale}
                isFailed={error !== null && page === undefined}
                ask={ask}
                go={go}
                onEscape={closeDrawer}
              />
            )}
            <TableFooter search={search} skip={skip} page={page} ask={ask} go={go} />
          </WithFacets>
        )}
        <Announcer page={page} newEvents={newEvents} isLoading={isLoading && isStale} />
      </div>
      {search.event === undefined ? null : (
        <EventDrawer
          key={search.event}
          id={search.event}
          organisation={organisation}
          zone={search.zone}
          onClose={closeDrawer}
          onGo={(event) => go({ event })}
          onFilter={(q) => ask({ q, event: undefined })}
          q={search.q}
        />
      )}
    </div>
  );
}
