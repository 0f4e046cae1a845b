import { useQuery } from '@tanstack/react-query';
import { keysQuery } from '../api/admin.ts';
import { archivesQuery } from '../api/archive.ts';
import { exportsQuery, sharesQuery } from '../api/exports.ts';
import type { Archive } from '../api/shapes.ts';
import { archiveName } from '../archive/archive-name.ts';
import { integrationsCopy as words } from '../copy-producers.ts';
import { paths } from '../paths.ts';
import { keyState } from '../settings/key-state.ts';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import '../styles/producers.css';
import { IntegrationCard } from './IntegrationCard.tsx';

/** Every way on which events leave, whether it is in use, and where it is set up. */
export function IntegrationsPage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const [seesArchive, seesExports, seesKeys] = (['settings:manage', 'events:export', 'keys:manage'] as const).map((scope) =>
    may(current, scope),
  );
  const archives = useQuery({ ...archivesQuery(organisation), enabled: seesArchive === true });
  const shares = useQuery({ ...sharesQuery(organisation), enabled: seesExports === true });
  const exports = useQuery({ ...exportsQuery(organisation), enabled: seesExports === true });
  const keys = useQuery({ ...keysQuery(organisation), enabled: seesKeys === true });
  const active = shares.data?.filter((share) => keyState(share, Date.now()) === 'active');
  const readers = keys.data?.filter((key) => key.scopes.includes('events:read') && keyState(key, Date.now()) === 'active').length;
  return (
    <SettingsPage title={words.title} lead={words.lead}>
      <ul className="integrations">
        <IntegrationCard
          icon="box"
          words={words.archive}
          to={paths.archive}
          state={seesArchive ? archiveState(archives.data, organisation) : words.archive.denied}
          isOn={archives.data?.used != null}
          error={archives.error}
        />
        <IntegrationCard
          icon="send"
          words={words.pull}
          to={paths.keys}
          state={seesKeys ? (readers === undefined ? null : words.pull.keys(readers)) : words.pull.denied}
          isOn={(readers ?? 0) > 0}
          error={keys.error}
        />
        <IntegrationCard
          icon="globe"
          words={words.shares}
          to={paths.exports}
          state={
            !seesExports
              ? words.shares.denied
              : active === undefined
                ? null
                : active.length === 0
                  ? words.shares.none
                  : `${words.shares.active(active.length)}, ${words.shares.opened(active.reduce((sum, { opened }) => sum + opened, 0))}`
          }
          isOn={(active?.length ?? 0) > 0}
          error={shares.error}
        />
        <IntegrationCard
          icon="file"
          words={words.exports}
          to={paths.exports}
          state={seesExports ? (exports.data === undefined ? null : words.exports.made(exports.data.length)) : words.shares.denied}
          isOn={false}
          error={exports.error}
        />
      </ul>
    </SettingsPage>
  );
}

function archiveState(data: { used: string | null; archives: readonly Archive[] } | undefined, organisation: string): string | null {
  if (data === undefined) return null;
  const used = data.archives.find(({ id }) => id === data.used);
  if (used === undefined) return words.archive.off;
  return used.organisation === organisation ? words.archive.on(archiveName(used)) : words.archive.common(archiveName(used));
}
