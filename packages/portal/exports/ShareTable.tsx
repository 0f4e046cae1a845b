import type { Share } from '@annals/client';
import { visible } from '@annals/events';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import { sharesQuery } from '../api/exports.ts';
import { copyExports } from '../copy-exports.ts';
import { keyState } from '../settings/key-state.ts';
import { Button } from '../ui/Button.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { moment } from './JobCard.tsx';
import { questionText } from './question-text.ts';

/** Links that were made, what became of them, and the way to end one. */
export function ShareTable({ organisation }: { organisation: string }) {
  const words = copyExports.share;
  const shares = useQuery(sharesQuery(organisation));
  const [leaving, setLeaving] = useState<Share | null>(null);
  return (
    <section className="export-section">
      <h2>{words.title}</h2>
      <p className="hint">{words.lead}</p>
      {shares.error === null ? null : <ErrorPanel error={shares.error} onRetry={() => void shares.refetch()} />}
      {shares.data?.length === 0 ? <p className="hint">{words.none}</p> : null}
      {shares.data === undefined || shares.data.length === 0 ? null : (
        <div className="table-scroll" role="region" aria-label={words.title} tabIndex={0}>
          <table className="plain-table shares">
            <caption className="visually-hidden">{words.title}</caption>
            <thead>
              <tr>
                {[words.columns.name, words.columns.question, words.columns.opened, words.columns.expires, words.columns.state].map(
                  (name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ),
                )}
                <th scope="col">
                  <span className="visually-hidden">{words.columns.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.data.map((share) => (
                <ShareRow key={share.id} share={share} onRevoke={() => setLeaving(share)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {leaving === null ? null : <RevokeShareDialog share={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function ShareRow({ share, onRevoke }: { share: Share; onRevoke: () => void }) {
  const words = copyExports.share;
  const state = keyState(share, Date.now());
  return (
    <tr className={state === 'active' ? undefined : 'ended'}>
      <td>
        {visible(share.name)} <code className="hint">{share.prefix}…</code>
      </td>
      <td className="question-text">
        <code>{questionText(share)}</code>
      </td>
      <td className="number">{words.opened(share.opened, share.last_opened_at === null ? null : moment(share.last_opened_at))}</td>
      <td className="number">{moment(share.expires_at)}</td>
      <td>{words[state]}</td>
      <td className="row-action">
        {state === 'active' ? (
          <Button kind="quiet" aria-label={words.revokeOf(visible(share.name))} onPress={onRevoke}>
            {words.revoke}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function RevokeShareDialog({ share, onClose }: { share: Share; onClose: () => void }) {
  const words = copyExports.share;
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => annals.shares.revoke(share.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['shares'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={words.revokeTitle(visible(share.name))}
      action={words.revokeAction}
      error={revoke.error}
      isPending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{words.revokeText}</p>
    </ConfirmDialog>
  );
}
