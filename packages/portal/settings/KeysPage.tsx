import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keysQuery } from '../api/admin.ts';
import type { ApiKey } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { may, useOrganisation } from '../shell/use-organisation.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { KeyRow } from './KeyRow.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { NoPermission } from './NoPermission.tsx';
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx';
import { SettingsPage } from './SettingsPage.tsx';

export function KeysPage() {
  const { current } = useOrganisation();
  const organisation = current?.organisation.id ?? '';
  const isAllowed = may(current, 'keys:manage');
  const keys = useQuery({ ...keysQuery(organisation), enabled: isAllowed });
  const [isMaking, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  if (!isAllowed) return <NoPermission title={copy.keys.title} what={copy.keys.what} scope="keys:manage" />;
  return (
    <SettingsPage
      title={copy.keys.title}
      lead={copy.keys.lead}
      action={
        <Button kind="primary" onPress={() => setMaking(true)}>
          {copy.keys.add}
        </Button>
      }
    >
      {keys.error === null ? null : <ErrorPanel error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 ? <p className="empty">{copy.keys.none}</p> : null}
      {keys.data === undefined || keys.data.length === 0 ? null : (
        <div className="table-scroll">
          <table className="plain-table">
            <caption className="visually-hidden">{copy.keys.title}</caption>
            <thead>
              <tr>
                {[copy.keys.name, copy.keys.prefix, copy.keys.scopes, copy.keys.used, copy.keys.expires, copy.keys.state].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{copy.keys.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {keys.data.map((key) => (
                <KeyRow key={key.id} apiKey={key} onRevoke={() => setLeaving(key)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isMaking ? <NewKeyDialog organisation={organisation} onClose={() => setMaking(false)} /> : null}
      {leaving === null ? null : <RevokeKeyDialog apiKey={leaving} onClose={() => setLeaving(null)} />}
    </SettingsPage>
  );
}
