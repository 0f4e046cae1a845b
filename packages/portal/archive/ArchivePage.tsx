import { useQuery } from '@tanstack/react-query';
import { archiveDaysQuery, archivesQuery } from '../api/archive.ts';
import { copyArchive } from '../copy-archive.ts';
import { NoPermission } from '../settings/NoPermission.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import '../styles/archive.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { ArchiveForm } from './ArchiveForm.tsx';
import { ArchiveDays } from './ArchiveDays.tsx';
import { archiveName } from './archive-name.ts';

/** Where the organisation's days go, whether they got there, and how to try it. */
export function ArchivePage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'settings:manage');
  const archives = useQuery({ ...archivesQuery(organisation), enabled: isAllowed });
  const days = useQuery({ ...archiveDaysQuery(organisation), enabled: isAllowed && archives.data?.used != null });
  if (!isAllowed || current === null) return <NoPermission title={copyArchive.title} what={copyArchive.what} scope="settings:manage" />;
  // The built-in organisation stands for the installation, and so does its archive.
  const scope = current.organisation.built_in ? null : organisation;
  const own = archives.data?.archives.find((one) => one.organisation === scope) ?? null;
  const common = scope === null ? null : (archives.data?.archives.find((one) => one.organisation === null) ?? null);
  return (
    <SettingsPage title={copyArchive.title} lead={copyArchive.lead}>
      {archives.error === null ? null : <ErrorPanel error={archives.error} onRetry={() => void archives.refetch()} />}
      {archives.data === undefined ? null : (
        <>
          {archives.data.used === null ? (
            <div className="empty">
              <h2>{copyArchive.empty.title}</h2>
              <p>{copyArchive.empty.text}</p>
            </div>
          ) : null}
          {own === null && common !== null ? <p className="notice">{copyArchive.common(archiveName(common))}</p> : null}
          {days.error === null ? null : <ErrorPanel error={days.error} onRetry={() => void days.refetch()} />}
          {days.data === undefined || archives.data.used === null ? null : (
            <ArchiveDays organisation={organisation} calendar={days.data} archive={own ?? common} />
          )}
          <ArchiveForm key={`${organisation} ${own?.id ?? ''}`} scope={scope} organisation={organisation} archive={own} />
        </>
      )}
    </SettingsPage>
  );
}
