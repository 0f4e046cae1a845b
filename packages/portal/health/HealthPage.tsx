import { useQuery } from '@tanstack/react-query';
import { statusQuery } from '../api/health.ts';
import { meQuery } from '../api/session.ts';
import { copyHealth } from '../copy-health.ts';
import { NoPermission } from '../settings/NoPermission.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import '../styles/health.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { HealthBanner } from './HealthBanner.tsx';
import { HealthSkeleton } from './HealthSkeleton.tsx';
import { ago, size } from './moments.ts';
import { LedgerCard, RecordingCard, SearchCard } from './PartCards.tsx';
import { RefusedList } from './RefusedList.tsx';
import { TaskTable } from './TaskTable.tsx';

/** How the whole installation is, kept up to date while it is open. What was last known stays when the server is silent. */
export function HealthPage() {
  const { data: me } = useQuery(meQuery);
  const isAllowed = me?.user?.installation_admin === true;
  const { data: status, error, refetch } = useQuery({ ...statusQuery, enabled: isAllowed });
  if (!isAllowed) return <NoPermission title={copyHealth.title} what={copyHealth.what} scope="installation" />;
  return (
    <SettingsPage
      title={copyHealth.title}
      action={
        status === undefined ? null : (
          <p className="hint">
            {copyHealth.asOf} <time dateTime={status.now}>{new Date(status.now).toLocaleTimeString('en-GB')}</time>
          </p>
        )
      }
    >
      {error === null ? null : (
        <>
          <ErrorPanel error={error} onRetry={() => void refetch()} />
          {status === undefined ? null : <p className="hint">{copyHealth.stale}</p>}
        </>
      )}
      {status === undefined ? (
        error === null && <HealthSkeleton />
      ) : (
        <>
          {/* Nobody knows whether it still holds while the server is silent. */}
          {error === null ? <HealthBanner status={status} /> : null}
          {status.ledger.refused.length === 0 ? null : <RefusedList refused={status.ledger.refused} />}
          <div className="part-cards">
            <RecordingCard status={status} />
            <LedgerCard status={status} />
            <SearchCard status={status} />
          </div>
          <TaskTable tasks={status.tasks} now={status.now} />
          <p className="hint">{copyHealth.server(status.version, ago(status.started_at, status.now), size(status.memory.server_bytes))}</p>
        </>
      )}
    </SettingsPage>
  );
}
