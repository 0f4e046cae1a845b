import { useQuery } from '@tanstack/react-query';
import { retentionQuery } from '../api/retention.ts';
import { copyRetention } from '../copy-retention.ts';
import { NoPermission } from '../settings/NoPermission.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import '../styles/retention.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Closing } from './Closing.tsx';
import { Holds } from './Holds.tsx';
import { PolicyForm } from './PolicyForm.tsx';
import { PolicyState } from './PolicyState.tsx';

/** How long events are kept, what is held, and how the organisation leaves. Whoever reads events may look; admins decide. */
export function RetentionPage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'events:read');
  const mayChange = may(current, 'settings:manage');
  const { data: retention, error, refetch } = useQuery({ ...retentionQuery(organisation), enabled: isAllowed });
  if (current === null || !isAllowed) return <NoPermission title={copyRetention.title} what={copyRetention.what} scope="events:read" />;
  const isOpen = current.organisation.closed_at === null;
  return (
    <SettingsPage title={copyRetention.title} lead={copyRetention.lead}>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {retention === undefined ? null : (
        <>
          <PolicyState retention={retention} mayChange={mayChange} />
          {mayChange && isOpen ? (
            <PolicyForm key={JSON.stringify(retention.policy)} organisation={organisation} policy={retention.policy} />
          ) : null}
          <Holds organisation={organisation} holds={retention.holds} mayChange={mayChange} />
          {mayChange ? <Closing organisation={current.organisation} /> : null}
        </>
      )}
    </SettingsPage>
  );
}
