import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';

/** The one time a token can be seen. */
export function KeyToken({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <>
      <p>{copy.keys.madeText}</p>
      <div className="code-box">
        <input
          className="input token"
          readOnly
          aria-label={copy.keys.tokenLabel}
          value={token}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton text={token} what={copy.keys.token} />
      </div>
      <div className="dialog-actions">
        <Button kind="primary" onPress={onClose}>
          {copy.actions.done}
        </Button>
      </div>
    </>
  );
}
