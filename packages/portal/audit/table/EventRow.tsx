import type { RecordedEvent } from '@annals/events';
import { memo } from 'react';
import { tableCopy } from '../../copy-table.ts';
import { Icon } from '../../ui/Icon.tsx';
import { formatInstant } from '../zone.ts';
import { ActorMark } from './ActorMark.tsx';
import type { ColumnId } from './columns.ts';
import { rowText, type RowText } from './row-text.ts';
import { roles } from './roles.ts';
import { StateLabel } from '../StateLabel.tsx';

export interface RowProps {
  event: RecordedEvent;
  columns: readonly ColumnId[];
  zone: string;
  /** Address of the event beside the table. */
  href: string;
  /** Place of the row in the list. */
  row: number;
  /** Number of the row among all rows of the question, from 1. */
  number: number;
  topPx: number;
  isOpen: boolean;
  /** The row where the Tab key stops. */
  isStop: boolean;
  /** Came while it was looked at. */
  isFresh: boolean;
  /** Repeats that stand here as one, or that this row begins; 1: none. */
  run: number;
  isFolded: boolean;
  /** When the last of them happened, where they are folded. */
  untilMs: number | null;
}

/** One event, or a run of repeats. The table hears its keys and clicks; the date is a link that opens in a tab of its own. */
export const EventRow = memo(function EventRow(props: RowProps) {
  const { event, columns, row, number, topPx, isOpen, isStop, isFresh, run, isFolded } = props;
  const text = rowText(event);
  const runColumn = columns.includes('event') ? 'event' : (columns[1] ?? columns[0]);
  return (
    <tr
      {...roles.row}
      data-id={event.id}
      data-row={row}
      aria-rowindex={number + 1}
      tabIndex={isStop ? 0 : -1}
      className={`row${isOpen ? ' open' : ''}${isFresh ? ' fresh' : ''}${run > 1 && isFolded ? ' folded' : ''}`}
      style={{ transform: `translateY(${topPx}px)` }}
    >
      {columns.map((id) => (
        <td key={id} {...roles.cell} className={id}>
          {run > 1 && id === runColumn ? <RunButton {...props} /> : null}
          <Cell id={id} text={text} {...props} />
        </td>
      ))}
    </tr>
  );
});

/** Opens and closes a run; the table hears the press. */
function RunButton({ event, zone, run, isFolded, untilMs }: RowProps) {
  const until = untilMs === null ? null : formatInstant(new Date(untilMs).toISOString(), zone);
  return (
    <button
      type="button"
      className="run"
      tabIndex={-1}
      aria-expanded={!isFolded}
      aria-label={tableCopy.run(run, isFolded)}
      title={until === null ? undefined : tableCopy.runSpan(until, formatInstant(event.occurred_at, zone))}
    >
      <Icon name={isFolded ? 'next' : 'more'} />× {run.toLocaleString('en')}
    </button>
  );
}

function Cell({ id, text, event, href, zone }: RowProps & { id: ColumnId; text: RowText }) {
  switch (id) {
    case 'date':
      return (
        <a href={href} tabIndex={-1} title={event.occurred_at}>
          <time dateTime={event.occurred_at}>{formatInstant(event.occurred_at, zone)}</time>
        </a>
      );
    case 'user':
      return (
        <span title={text.userTitle}>
          <ActorMark type={event.actor.type} />
          {text.user}
        </span>
      );
    case 'event':
      return <span title={text.sentence}>{text.sentence}</span>;
    case 'state':
      return <StateLabel label={event.label} outcome={event.outcome} />;
    case 'target':
      return <span title={text.target}>{text.target}</span>;
    case 'ip':
      return <span title={text.ip}>{text.ip}</span>;
    case 'extra':
      return (
        <span className="pairs" title={text.extraTitle}>
          {text.pairs.map(([key, value]) => (
            <span key={key} className="pair">
              <span className="pair-key">{key}=</span>
              {value}{' '}
            </span>
          ))}
        </span>
      );
  }
}
