import { AnnalsError } from '@annals/client';
import { useCallback, useRef, useState } from 'react';
import { copy } from '../copy.ts';
import { EventDrawerSlot } from '../event/EventDrawerSlot.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import { useTitle } from '../ui/use-title.ts';
import { ViewActions } from '../views/ViewActions.tsx';
import { useView } from '../views/use-view.ts';
import { Announcer } from './Announcer.tsx';
import { EmptyTable } from './empty/EmptyTable.tsx';
import { NoPermissionText } from '../ui/NoPermissionText.tsx';
import { WithFacets } from './facets/WithFacets.tsx';
import { ExportLink } from './ExportLink.tsx';
import { FilterStrip } from './FilterStrip.tsx';
import { GettingStarted } from './GettingStarted.tsx';
import { Histogram } from './histogram/Histogram.tsx';
import { QueryPanel } from './query/QueryPanel.tsx';
import { pageRequestOf, questionOf } from './question.ts';
import { hasStripFilter } from './search.ts';
import { EventSection } from './table/EventSection.tsx';
import { useRows } from './table/use-rows.ts';
import { Toolbar } from './Toolbar.tsx';
import { useAuditKeys } from './use-audit-keys.ts';
import { useAuditSearch } from './use-audit-search.ts';
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
  const table = useRef<HTMLTableElement>(null);
  const rows = useRows(search, question, request, table);
  const { page } = rows.state;
  const [isStripOpen, setStripOpen] = useState(() => hasStripFilter(search));
  const closeDrawer = useCallback(() => {
    const row = search.event === undefined ? null : table.current?.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(search.event)}"]`);
    go({ event: undefined });
    (row ?? table.current?.querySelector<HTMLElement>('tr[tabindex="0"]'))?.focus();
  }, [go, search.event]);
  const isForbidden = rows.error instanceof AnnalsError && rows.error.status === 403;
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
            <EventSection
              table={table}
              rows={rows}
              search={search}
              organisation={organisation}
              empty={<EmptyTable search={search} organisation={organisation} wasCut={(page?.oldest_retained ?? 0) > 0} ask={ask} />}
              ask={ask}
              go={go}
              onEscape={closeDrawer}
            />
          </WithFacets>
        )}
        <Announcer page={page} newEvents={rows.newEvents} isLoading={rows.isStale} />
      </div>
      {search.event === undefined ? null : (
        <EventDrawerSlot
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
