import type { ExportJob } from '@annals/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { exportsQuery } from '../api/exports.ts';
import { defaultAuditSearch } from '../audit/search.ts';
import { copyExports } from '../copy-exports.ts';
import { paths } from '../paths.ts';
import { NoPermission } from '../settings/NoPermission.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import '../styles/exports.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { JobCard } from './JobCard.tsx';
import { RemoveJobDialog } from './RemoveJobDialog.tsx';
import { ShareTable } from './ShareTable.tsx';

const isActive = ({ state }: ExportJob): boolean => state === 'queued' || state === 'running';

/** Exports that are under way and that were made, and the share links of the organisation. */
export function ExportsPage() {
  const words = copyExports.page;
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'events:export');
  const jobs = useQuery({ ...exportsQuery(organisation), enabled: isAllowed });
  const [leaving, setLeaving] = useState<ExportJob | null>(null);
  if (!isAllowed) return <NoPermission title={words.title} what={words.what} scope="events:export" />;
  const groups = [
    { title: words.running, jobs: (jobs.data ?? []).filter(isActive) },
    { title: words.finished, jobs: (jobs.data ?? []).filter((job) => !isActive(job)) },
  ].filter((group) => group.jobs.length > 0);
  return (
    <SettingsPage title={words.title} lead={words.lead}>
      {jobs.error === null ? null : <ErrorPanel error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.data?.length === 0 ? (
        <div className="empty">
          <h2>{words.none}</h2>
          <p>{words.noneText}</p>
          <Link
            className="button plain"
            to={paths.auditEvents}
            search={{ ...defaultAuditSearch, organisation: current?.organisation.slug }}
          >
            {words.toEvents}
          </Link>
        </div>
      ) : null}
      {groups.map((group) => (
        <section key={group.title} className="export-section">
          <h2>{group.title}</h2>
          <ul className="export-cards">
            {group.jobs.map((job) => (
              <JobCard key={job.id} job={job} onRemove={() => setLeaving(job)} />
            ))}
          </ul>
        </section>
      ))}
      <ShareTable organisation={organisation} />
      {leaving === null ? null : <RemoveJobDialog job={leaving} onClose={() => setLeaving(null)} />}
    </SettingsPage>
  );
}
