import { AnnalsError } from '@annals/client';
import { copyEvent } from '../../copy-event.ts';
import { ErrorPanel } from '../../ui/ErrorPanel.tsx';

/** Why there is nothing to show: it never was here for this user, it was removed, or it could not be asked for. */
export function NoEvent({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const code = error instanceof AnnalsError ? error.code : null;
  const words = copyEvent.page;
  if (code === 'event_removed') return <Said title={words.removed} text={words.removedText} />;
  if (code === 'not_found') return <Said title={words.notFound} text={words.notFoundText} />;
  return (
    <div className="drawer-section">
      <h1>{copyEvent.missing}</h1>
      <ErrorPanel error={error} onRetry={onRetry} />
    </div>
  );
}

function Said({ title, text }: { title: string; text: string }) {
  return (
    <div className="drawer-section">
      <h1>{title}</h1>
      <p>{text}</p>
    </div>
  );
}
