import { visible } from '@annals/events';
import { copy } from '../copy.ts';
import { Button } from './Button.tsx';
import { problemText } from './problem-text.ts';

/** What went wrong, its code and the request's id, and one thing to do about it. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, detail, code, requestId } = problemText(error);
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
      {onRetry === undefined ? null : <Button onPress={onRetry}>{copy.problem.retry}</Button>}
    </div>
  );
}
