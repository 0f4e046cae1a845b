import { closedDaysBeforeDeletion, visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { annals } from '../api/client.ts';
import type { Organisation } from '../api/shapes.ts';
import { copyRetention } from '../copy-retention.ts';
import { Button } from '../ui/Button.tsx';
import { DeleteOrganisationDialog } from './DeleteOrganisationDialog.tsx';
import { momentText } from './moment.ts';
import { ReasonDialog } from './ReasonDialog.tsx';

type Act = 'close' | 'reopen' | 'requestDeletion';

const acts: Record<Act, { title: string; text: string; kind: 'primary' | 'danger' }> = {
  close: { title: copyRetention.close, text: copyRetention.closeText, kind: 'danger' },
  reopen: { title: copyRetention.reopen, text: copyRetention.reopenText, kind: 'primary' },
  requestDeletion: { title: copyRetention.askDeletion, text: copyRetention.askDeletionText, kind: 'danger' },
};

const dayMs = 86_400_000;

/** The organisation leaves: closed, and a month later deleted when two admins said so. */
export function Closing({ organisation }: { organisation: Organisation }) {
  const [asking, setAsking] = useState<Act | 'confirm' | null>(null);
  const { closed_at, deletion, built_in } = organisation;
  const isOld = closed_at !== null && Date.now() - Date.parse(closed_at) >= closedDaysBeforeDeletion * dayMs;
  return (
    <section className="retention-part" aria-labelledby="closing">
      <header className="part-head">
        <h2 id="closing">{copyRetention.leaving}</h2>
      </header>
      {built_in ? <p className="hint">{copyRetention.builtIn}</p> : null}
      {built_in || closed_at !== null ? null : (
        <>
          <p>{copyRetention.closeText}</p>
          <Button onPress={() => setAsking('close')}>{copyRetention.close}</Button>
        </>
      )}
      {closed_at === null ? null : (
        <>
          <p>{copyRetention.closed(momentText(closed_at))}</p>
          {deletion === null ? null : (
            <p>
              {copyRetention.deletionAsked(visible(deletion.requested_by), momentText(deletion.requested_at))} {visible(deletion.reason)}
            </p>
          )}
          {isOld ? null : <p className="hint">{copyRetention.deletionEarly}</p>}
          <div className="form-row">
            <Button kind="primary" onPress={() => setAsking('reopen')}>
              {copyRetention.reopen}
            </Button>
            {isOld && deletion === null ? <Button onPress={() => setAsking('requestDeletion')}>{copyRetention.askDeletion}</Button> : null}
            {deletion === null ? null : (
              <Button kind="danger" onPress={() => setAsking('confirm')}>
                {copyRetention.confirmDeletion}
              </Button>
            )}
          </div>
        </>
      )}
      {asking === null || asking === 'confirm' ? null : <ActDialog act={asking} id={organisation.id} onClose={() => setAsking(null)} />}
      {asking === 'confirm' ? <DeleteOrganisationDialog id={organisation.id} onClose={() => setAsking(null)} /> : null}
    </section>
  );
}

function ActDialog({ act, id, onClose }: { act: Act; id: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const { title, text, kind } = acts[act];
  const run = useMutation({
    mutationFn: (reason: string) => annals.organisations[act](id, reason),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['me'] });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={title}
      action={title}
      kind={kind}
      error={run.error}
      isPending={run.isPending}
      onConfirm={(reason) => run.mutate(reason)}
      onClose={onClose}
    >
      <p>{text}</p>
    </ReasonDialog>
  );
}
