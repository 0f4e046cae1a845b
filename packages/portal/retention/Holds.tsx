import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import type { Hold } from '../api/shapes.ts';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { NewHoldDialog } from './NewHoldDialog.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';

/** What is held, by whom and why, and the way out of it. */
export function Holds({ organisation, holds, mayChange }: { organisation: string; holds: readonly Hold[]; mayChange: boolean }) {
  const [isPlacing, setPlacing] = useState(false);
  const [leaving, setLeaving] = useState<Hold | null>(null);
  const { columns } = copyRetention;
  return (
    <section className="retention-part" aria-labelledby="holds">
      <header className="part-head">
        <h2 id="holds">{copyRetention.holds}</h2>
        {mayChange ? <Button onPress={() => setPlacing(true)}>{copyRetention.newHold}</Button> : null}
      </header>
      <p className="hint">{copyRetention.holdsHint}</p>
      {holds.length === 0 ? (
        <p className="empty">{copyRetention.noHolds}</p>
      ) : (
        <div className="table-scroll">
          <table className="plain-table">
            <caption className="visually-hidden">{copyRetention.holds}</caption>
            <thead>
              <tr>
                {[columns.name, columns.what, columns.placed, columns.by, columns.reason].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{copyRetention.actions}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {holds.map((hold) => (
                <tr key={hold.id}>
                  <td>{visible(hold.name)}</td>
                  <td>{describe(hold)}</td>
                  <td className="number">{hold.placed_at.slice(0, 10)}</td>
                  <td>{visible(hold.placed_by)}</td>
                  <td>{visible(hold.reason)}</td>
                  <td className="row-action">
                    {mayChange ? (
                      <Button kind="quiet" aria-label={copyRetention.releaseOf(visible(hold.name))} onPress={() => setLeaving(hold)}>
                        {copyRetention.release}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {isPlacing ? <NewHoldDialog organisation={organisation} onClose={() => setPlacing(false)} /> : null}
      {leaving === null ? null : <ReleaseDialog hold={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function describe({ q, from, to }: Hold): string {
  const range = [from === null ? null : `from ${from.slice(0, 10)}`, to === null ? null : `to ${to.slice(0, 10)}`].filter(
    (part) => part !== null,
  );
  return [q === '' ? copyRetention.everything : visible(q), ...range].join(' ');
}

function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const queryClient = useQueryClient();
  const release = useMutation({
    mutationFn: (reason: string) => annals.retention.releaseHold(hold.id, reason),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention'] });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={copyRetention.releaseTitle(visible(hold.name))}
      action={copyRetention.release}
      kind="danger"
      error={release.error}
      isPending={release.isPending}
      onConfirm={(reason) => release.mutate(reason)}
      onClose={onClose}
    >
      <p>{copyRetention.releaseText}</p>
    </ReasonDialog>
  );
}
