import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { annals } from '../api/client.ts';
import type { SavedView } from '../api/shapes.ts';
import { viewsQuery } from '../api/views.ts';
import { viewsCopy as words } from '../copy-views.ts';
import { paths } from '../paths.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

/** Asks once before a view ends. What it asked stays on the page, without its name: it can be saved again. */
export function DeleteViewDialog({ organisation, view, onClose }: { organisation: string; view: SavedView; onClose: () => void }) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => annals.views.remove(view.id),
    onSuccess: async () => {
      onClose();
      await navigate({ from: paths.auditEvents, to: paths.auditEvents, search: (now) => ({ ...now, view: undefined }), replace: true });
      await queryClient.invalidateQueries({ queryKey: viewsQuery(organisation).queryKey });
    },
  });
  return (
    <ConfirmDialog
      title={words.deleteTitle(visible(view.name))}
      action={words.delete}
      error={remove.error}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{words.deleteText}</p>
      {view.shared ? <p>{words.deleteShared}</p> : null}
    </ConfirmDialog>
  );
}
