import { copy } from '../copy.ts';
import { SettingsPage } from './SettingsPage.tsx';

/** The screen exists, the role does not show it, and who can change that. */
export function NoPermission({ title, what }: { title: string; what: string }) {
  const words = copy.noPermission(what);
  return (
    <SettingsPage title={title}>
      <div className="empty">
        <h2>{words.title}</h2>
        <p>{words.text}</p>
      </div>
    </SettingsPage>
  );
}
