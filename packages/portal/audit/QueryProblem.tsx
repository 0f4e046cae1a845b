import { visible, type FilterError } from '@annals/events';
import { copy } from '../copy.ts';

const shownNames = 24;

/** Where a text stops being a query, marked in the text, and what is allowed there. */
export function QueryProblem({ id, text, error }: { id: string; text: string; error: FilterError }) {
  const { offset, length } = error.position;
  const end = offset + Math.max(1, length);
  const more = error.expected.length - shownNames;
  return (
    <div id={id} className="query-problem" role="alert">
      <p>{visible(error.message)}</p>
      <p className="query-mark">
        {visible(text.slice(0, offset))}
        <mark>{visible(text.slice(offset, end)) || '␣'}</mark>
        {visible(text.slice(end))}
      </p>
      {error.expected.length === 0 ? null : (
        <p>
          {copy.audit.queryAllowed}{' '}
          {error.expected.slice(0, shownNames).map((name) => (
            <code key={name}>{name === ' ' ? '␣' : name}</code>
          ))}
          {more > 0 ? ` +${more}` : ''}
        </p>
      )}
    </div>
  );
}
