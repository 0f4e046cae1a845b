import { policyText, visible } from '@annals/events';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import { meQuery } from '../api/session.ts';
import type { Retention } from '../api/shapes.ts';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { countText, momentText } from './moment.ts';
import { ReasonDialog } from './ReasonDialog.tsx';

/** The policy as it is, what of it waits, and where the ledger begins. */
export function PolicyState({ retention, mayChange }: { retention: Retention; mayChange: boolean }) {
  const { policy, decided_at, reason, pending, oldest_retained, size, last_sweep, stopped } = retention;
  const [asking, setAsking] = useState<'undo' | 'clock' | null>(null);
  const { data: me } = useQuery(meQuery);
  return (
    <>
      {stopped === null ? null : (
        <section className="notice failed" aria-labelledby="retention-stopped">
          <h2 id="retention-stopped">{copyRetention.stopped}</h2>
          <p>{stopped}</p>
          {me?.user?.installation_admin === true ? (
            <Button onPress={() => setAsking('clock')}>{copyRetention.confirmClock}</Button>
          ) : (
            <p className="hint">{copyRetention.stoppedHint}</p>
          )}
        </section>
      )}
      {pending === null ? null : (
        <section className="notice" aria-labelledby="retention-pending">
          <h2 id="retention-pending">{copyRetention.pending}</h2>
          <p>{copyRetention.pendingText(momentText(pending.effective_at))}</p>
          <p className="hint">
            {copyRetention.before}: {policyText(pending.before)}
          </p>
          {mayChange ? <Button onPress={() => setAsking('undo')}>{copyRetention.undo}</Button> : null}
        </section>
      )}
      <dl className="facts retention-facts">
        <div>
          <dt>{copyRetention.kept}</dt>
          <dd>
            <strong>{policyText(policy)}</strong>
            <p className="hint">
              {decided_at === null ? copyRetention.byDefault : `${copyRetention.decided(momentText(decided_at))}: ${visible(reason ?? '')}`}
            </p>
            <p className="hint">
              {oldest_retained === 0 ? copyRetention.whole : copyRetention.edge(countText(oldest_retained), countText(size - 1))}
            </p>
            {last_sweep === null ? null : (
              <p className="hint">{copyRetention.lastSweep(countText(last_sweep.events), momentText(last_sweep.at))}</p>
            )}
          </dd>
        </div>
      </dl>
      {asking === 'undo' ? <UndoDialog organisation={retention.organisation} onClose={() => setAsking(null)} /> : null}
      {asking === 'clock' ? <ClockDialog onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function UndoDialog({ organisation, onClose }: { organisation: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const undo = useMutation({
    mutationFn: (reason: string) => annals.retention.undo({ organisation, reason }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention', organisation] });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={copyRetention.undoTitle}
      action={copyRetention.undo}
      error={undo.error}
      isPending={undo.isPending}
      onConfirm={(reason) => undo.mutate(reason)}
      onClose={onClose}
    >
      {null}
    </ReasonDialog>
  );
}

function ClockDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: (reason: string) => annals.retention.confirmClock(reason),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention'] });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={copyRetention.confirmClock}
      action={copyRetention.confirmClock}
      kind="danger"
      error={confirm.error}
      isPending={confirm.isPending}
      onConfirm={(reason) => confirm.mutate(reason)}
      onClose={onClose}
    >
      <p>{copyRetention.confirmClockText}</p>
    </ReasonDialog>
  );
}
