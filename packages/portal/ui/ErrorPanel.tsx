import { visible } from '@annals/events';
import { copy } from '../copy.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { problemText } from './problem-text.ts';

/** What went wrong, its code and the request's id, and what to do about it. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, code, requestId } = problemText(error);
  const details = [title, detail, `code: ${code}`, `request: ${requestId}`, `page: ${location.pathname}${location.search}`].join('\n');
  return (
    <div className="error-panel" role="alert">
      <p className="error-title">{title}</p>
      {detail === title ? null : <p>{visible(detail)}</p>}
      {code === null ? null : (
        <p className="error-facts">
          {copy.problem.code} <code>{code}</code>
          {requestId === null ? null : (
            <>
              {' · '}
              {copy.problem.request} <code>{requestId}</code>
            </>
          )}
        </p>
      )}
      <div className="error-actions">
        {onRetry === undefined ? null : <Button onPress={onRetry}>{copy.problem.retry}</Button>}
        {code === null ? null : <CopyButton text={details} what={copy.problem.details} />}
      </div>
    </div>
  );
}
