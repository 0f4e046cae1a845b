import type { ExportJob } from '@annals/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import { copyExports } from '../copy-exports.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

/** Cancels a job that has not ended, removes one that has. */
export function RemoveJobDialog({ job, onClose }: { job: ExportJob; onClose: () => void }) {
  const words = copyExports.job;
  const isActive = job.state === 'queued' || job.state === 'running';
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => annals.exports.remove(job.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['exports'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={isActive ? words.cancelTitle : words.removeTitle}
      action={isActive ? words.cancelAction : words.removeAction}
      error={remove.error}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{isActive ? words.cancelText : words.removeText}</p>
    </ConfirmDialog>
  );
}
