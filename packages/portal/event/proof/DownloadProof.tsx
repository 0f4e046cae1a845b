import { copyEvent } from '../../copy-event.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { Proof } from './verify.ts';

/** The proof as a file that anyone can check without this server. */
export function DownloadProof({ proof }: { proof: Proof }) {
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([`${JSON.stringify(proof, null, 2)}\n`], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `annals-proof-${proof.event_id}.json`;
    link.click();
    // The download has taken its own hold of it by then.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <Button onPress={save}>
      <Icon name="download" /> {copyEvent.proof.download}
    </Button>
  );
}
