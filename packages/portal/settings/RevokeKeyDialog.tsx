import { visible } from '@annals/events';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import type { ApiKey } from '../api/shapes.ts';
import { copy } from '../copy.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';

export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => annals.keys.revoke(apiKey.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['keys'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={copy.keys.revokeTitle(visible(apiKey.name))}
      action={copy.keys.revokeAction}
      error={revoke.error}
      isPending={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p>{copy.keys.revokeText}</p>
    </ConfirmDialog>
  );
}
