import { useQuery } from '@tanstack/react-query';
import { visible } from '@annals/events';
import { useState } from 'react';
import { usersQuery } from '../api/admin.ts';
import { meQuery } from '../api/session.ts';
import type { Member } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { DeleteUserDialog } from './DeleteUserDialog.tsx';
import { NewUserDialog } from './NewUserDialog.tsx';
import { NoPermission } from './NoPermission.tsx';
import { SettingsPage } from './SettingsPage.tsx';

export function UsersPage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'users:manage');
  const { data: me } = useQuery(meQuery);
  const users = useQuery({ ...usersQuery(organisation), enabled: isAllowed });
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | null>(null);
  if (!isAllowed) return <NoPermission title={copy.users.title} what={copy.users.what} scope="users:manage" />;
  return (
    <SettingsPage
      title={copy.users.title}
      action={
        <Button kind="primary" onPress={() => setAdding(true)}>
          {copy.users.add}
        </Button>
      }
    >
      {users.error === null ? null : <ErrorPanel error={users.error} onRetry={() => void users.refetch()} />}
      <div className="table-scroll">
        <table className="plain-table">
          <caption className="visually-hidden">{copy.users.title}</caption>
          <thead>
            <tr>
              <th scope="col">{copy.users.email}</th>
              <th scope="col">{copy.users.name}</th>
              <th scope="col">{copy.users.role}</th>
              <th scope="col">{copy.users.since}</th>
              <th scope="col">
                <span className="visually-hidden">{copy.users.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {(users.data ?? []).map((user) => (
              <tr key={user.id}>
                <td>
                  {visible(user.email)} {user.id === me?.user?.id ? <span className="tag">{copy.users.you}</span> : null}
                </td>
                <td>{visible(user.name)}</td>
                <td>{copy.users.roles[user.role]}</td>
                <td className="number">{user.created_at.slice(0, 10)}</td>
                <td className="row-action">
                  <Button kind="quiet" aria-label={copy.users.removeOf(user.email)} onPress={() => setLeaving(user)}>
                    {copy.users.remove}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isAdding ? <NewUserDialog organisation={organisation} onClose={() => setAdding(false)} /> : null}
      {leaving === null ? null : <DeleteUserDialog user={leaving} onClose={() => setLeaving(null)} />}
    </SettingsPage>
  );
}
