import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import type { Member } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

export function DeleteUserDialog({ user, onClose }: { user: Member; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => annals.users.delete(user.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['users'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.users.removeTitle(visible(user.name))}
      action={copy.users.removeAction}
      error={remove.error}
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{copy.users.removeText(visible(user.email))}</p>
    </ConfirmDialog>
  );
}
