import { visible, type FilterError } from '@annals/events';
import { queryCopy } from '../../copy-query.ts';

const shownNames = 24;
const around = 60;

/** Where a text stops being a query, marked in its surroundings, and what is allowed there. `isUrgent`: it was run. */
export function QueryProblem({ id, text, error, isUrgent }: { id: string; text: string; error: FilterError; isUrgent: boolean }) {
  const { offset, length } = error.position;
  const end = offset + Math.min(around, Math.max(1, length));
  const [start, stop] = [Math.max(0, offset - around), Math.min(text.length, end + around)];
  const more = error.expected.length - shownNames;
  return (
    <div id={id} className="query-problem" role={isUrgent ? 'alert' : undefined}>
      <p>{visible(error.message)}</p>
      <p className="query-mark">
        {start > 0 ? '…' : ''}
        {visible(text.slice(start, offset))}
        <mark>{visible(text.slice(offset, end)) || '␣'}</mark>
        {visible(text.slice(end, stop))}
        {stop < text.length ? '…' : ''}
      </p>
      {error.expected.length === 0 ? null : (
        <p>
          {queryCopy.allowed}{' '}
          {error.expected.slice(0, shownNames).map((name) => (
            <code key={name}>{name === ' ' ? '␣' : name}</code>
          ))}
          {more > 0 ? ` +${more}` : ''}
        </p>
      )}
    </div>
  );
}
