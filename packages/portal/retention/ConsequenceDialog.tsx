import { policyText, type RetentionPolicy } from '@annals/events';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import { consequenceQuery } from '../api/retention.ts';
import { copyRetention } from '../copy-retention.ts';
import { size } from '../health/moments.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { countText, momentText } from './moment.ts';
import { ReasonDialog } from './ReasonDialog.tsx';

/** What a policy does, counted now; below it the decision, with its reason. */
export function ConsequenceDialog({
  organisation,
  policy,
  onClose,
}: {
  organisation: string;
  policy: RetentionPolicy;
  onClose: () => void;
}) {
  const queryClient = useQueryClient();
  const { data, error, refetch } = useQuery(consequenceQuery(organisation, policy));
  const decide = useMutation({
    mutationFn: (reason: string) => annals.retention.set({ organisation, policy, reason }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['retention', organisation] });
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={copyRetention.consequence}
      action={copyRetention.decide}
      kind={data?.shortens === true ? 'danger' : 'primary'}
      isReady={data !== undefined}
      error={decide.error}
      isPending={decide.isPending}
      onConfirm={(reason) => decide.mutate(reason)}
      onClose={onClose}
    >
      <p>
        <strong>{policyText(policy)}</strong>
      </p>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null && <p role="status">{copyRetention.counting}</p>
      ) : (
        <ul className="consequence">
          {says(data).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </ReasonDialog>
  );
}

type Preview = Awaited<ReturnType<typeof annals.retention.preview>>;

function says({ shortens, consequence: { events, bytes, held, waiting_for_archive, archived, oldest_kept_at } }: Preview): string[] {
  const lines: string[] = [events === 0 ? copyRetention.goesNone : copyRetention.goes(countText(events), size(bytes))];
  if (events > 0) lines.push(copyRetention.archived[`${archived}`]);
  if (held > 0) lines.push(copyRetention.held(countText(held)));
  if (waiting_for_archive > 0) lines.push(copyRetention.late(countText(waiting_for_archive)));
  if (events > 0 && oldest_kept_at !== null) lines.push(copyRetention.oldest(momentText(oldest_kept_at)));
  lines.push(shortens ? copyRetention.waits : copyRetention.atOnce);
  return lines;
}
