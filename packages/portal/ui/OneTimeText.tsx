import { CopyButton } from './CopyButton.tsx';

/** A text that is shown once, to be copied. `what` names it for those who do not see what it stands beside. */
export function OneTimeText({ label, text, what }: { label: string; text: string; what: string }) {
  return (
    <div className="code-box">
      <input className="input token" readOnly aria-label={label} value={text} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton text={text} what={what} />
    </div>
  );
}
