import { useMutation, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import type { Archive } from '../api/shapes.ts';
import { copyArchive } from '../copy-archive.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { archiveName } from './archive-name.ts';

export function RemoveArchiveDialog({ archive, onClose }: { archive: Archive; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => annals.archives.delete(archive.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['archives'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copyArchive.removeTitle}
      action={copyArchive.remove}
      error={remove.error}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{copyArchive.removeText(archiveName(archive))}</p>
    </ConfirmDialog>
  );
}
