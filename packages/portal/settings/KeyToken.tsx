import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { OneTimeText } from '../ui/OneTimeText.tsx';

/** The one time a token can be seen. */
export function KeyToken({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <>
      <p>{copy.keys.madeText}</p>
      <OneTimeText label={copy.keys.tokenLabel} text={token} what={copy.keys.token} />
      <div className="dialog-actions">
        <Button kind="primary" onPress={onClose}>
          {copy.actions.done}
        </Button>
      </div>
    </>
  );
}
