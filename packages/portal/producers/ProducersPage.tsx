import { useQuery } from '@tanstack/react-query';
import { producersQuery } from '../api/producers.ts';
import { producersCopy as words } from '../copy-producers.ts';
import { NoPermission } from '../settings/NoPermission.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import '../styles/producers.css';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { SeenTable } from './SeenTable.tsx';
import { WritingKeys } from './WritingKeys.tsx';

/** Who sends events, how much, and whether they still do; kept up to date while it is open. */
export function ProducersPage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'events:read');
  const programs = useQuery({ ...producersQuery(organisation, 'producer'), enabled: isAllowed });
  const clients = useQuery({ ...producersQuery(organisation, 'client'), enabled: isAllowed });
  const error = programs.error ?? clients.error;
  if (!isAllowed) return <NoPermission title={words.title} what={words.what} scope="events:read" />;
  return (
    <SettingsPage title={words.title} lead={words.lead}>
      {error === null ? null : (
        <ErrorPanel
          error={error}
          onRetry={() => {
            void programs.refetch();
            void clients.refetch();
          }}
        />
      )}
      <SeenTable
        title={words.programs}
        note={words.programsNote}
        none={words.noPrograms}
        field="producer"
        organisation={organisation}
        seen={programs.data}
      />
      {may(current, 'keys:manage') ? <WritingKeys organisation={organisation} /> : null}
      <SeenTable
        title={words.clients}
        note={words.clientsNote}
        none={words.noClients}
        field="client"
        organisation={organisation}
        seen={clients.data}
      />
      <p className="hint">
        {words.rejected}{' '}
        <a href="/metrics" target="_blank" rel="noreferrer">
          {words.metrics}
        </a>
        .
      </p>
    </SettingsPage>
  );
}
