import { visible } from '@annals/events';
import type { ApiKey } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { keyState } from './key-state.ts';

export function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const state = keyState(apiKey, Date.now());
  return (
    <tr className={state === 'active' ? undefined : 'ended'}>
      <td>
        {visible(apiKey.name)} {apiKey.organisation === null ? <span className="tag">{copy.keys.installation}</span> : null}
      </td>
      <td>
        <code>{apiKey.prefix}…</code>
      </td>
      <td>{apiKey.scopes.join(', ')}</td>
      <td className="number">{apiKey.last_used_at?.slice(0, 10) ?? copy.keys.unused}</td>
      <td className="number">{apiKey.expires_at?.slice(0, 10) ?? copy.keys.never}</td>
      <td>{copy.keys[state]}</td>
      <td className="row-action">
        {state === 'active' ? (
          <Button kind="quiet" aria-label={copy.keys.revokeOf(apiKey.name)} onPress={onRevoke}>
            {copy.keys.revoke}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}
