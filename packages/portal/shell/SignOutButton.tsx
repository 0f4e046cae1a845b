import { useMutation, useQueryClient } from '@tanstack/react-query';
import { annals } from '../api/client.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { Button } from '../ui/Button.tsx';

export function SignOutButton() {
  const queryClient = useQueryClient();
  const leave = useMutation({
    mutationFn: () => annals.sessions.signOut(),
    // A fresh page: nothing that was shown stays in memory.
    onSuccess: () => location.assign(paths.signIn),
    onError: () => queryClient.invalidateQueries({ queryKey: ['me'] }),
  });
  return (
    <Button kind="quiet" onPress={() => leave.mutate()} isPending={leave.isPending}>
      {copy.shell.signOut}
    </Button>
  );
}
