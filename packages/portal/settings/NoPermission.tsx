import type { Scope } from '@annals/events';
import { useOrganisation } from '../shell/use-organisation.ts';
import { NoPermissionText } from '../ui/NoPermissionText.tsx';
import { SettingsPage } from './SettingsPage.tsx';

/** The screen exists, the role does not show it, who sees it and who can change that. */
export function NoPermission({ title, what, scope }: { title: string; what: string; scope: Scope | 'installation' }) {
  const { current } = useOrganisation();
  return (
    <SettingsPage title={title}>
      <NoPermissionText what={what} scope={scope} role={current?.role ?? null} />
    </SettingsPage>
  );
}
