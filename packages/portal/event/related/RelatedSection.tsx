import { visible, type RecordedEvent } from '@annals/events';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { relatedQuery } from '../../api/events.ts';
import { addTerm } from '../../audit/question.ts';
import { userOf } from '../../audit/user.ts';
import { copyEvent } from '../../copy-event.ts';
import { problemText } from '../../ui/problem-text.ts';
import type { TermActions } from '../values/actions.ts';
import { termOf, type Term } from '../values/term.ts';
import { EventLine } from './EventLine.tsx';
import type { Place } from './EventLink.tsx';

const words = copyEvent.related;
const mostOfOperation = 20;
const mostOfOthers = 4;

interface Props {
  event: RecordedEvent;
  zone: string;
  actions: TermActions;
  place: Place;
}

/** What belongs to the same operation, in order; what was last done to the same target and by the same actor. */
export function RelatedSection({ event, zone, actions, place }: Props) {
  const id = useId();
  const operation = termOf('correlation_id', event.correlation_id);
  const [target] = event.targets ?? [];
  const targetTerm = termOf('target.id', target?.id);
  const actorTerm =
    termOf('actor.id', event.actor.id) ?? termOf('actor.email', event.actor.email) ?? termOf('actor.name', event.actor.name);
  if (operation === null && targetTerm === null && actorTerm === null) return null;
  const shared = { event, zone, place, actions };
  return (
    <section className="drawer-section related" aria-labelledby={id}>
      <h3 id={id}>{words.title}</h3>
      {operation === null ? null : <Group {...shared} term={operation} order="sequence" most={mostOfOperation} title={operationTitle} />}
      {targetTerm === null || target === undefined ? null : (
        <Group
          {...shared}
          term={targetTerm}
          order="-sequence"
          most={mostOfOthers}
          title={() => words.target(visible(target.name || target.id))}
        />
      )}
      {actorTerm === null ? null : (
        <Group {...shared} term={actorTerm} order="-sequence" most={mostOfOthers} title={() => words.actor(userOf(event.actor))} />
      )}
    </section>
  );
}

function operationTitle(total: { value: number; relation: string }): string {
  return total.value === 1 ? words.alone : words.operation(total.value.toLocaleString('en'), total.relation !== 'exact');
}

interface GroupProps extends Props {
  term: Term;
  order: 'sequence' | '-sequence';
  most: number;
  title: (total: { value: number; relation: string }) => string;
}

function Group({ event, zone, actions, place, term, order, most, title }: GroupProps) {
  const found = useQuery(relatedQuery(event.organisation, addTerm(undefined, term.name, term.value), order, most));
  if (found.error !== null) return <p className="hint">{problemText(found.error).title}</p>;
  if (found.data === undefined) return <p className="hint">{words.loading}</p>;
  const { events, total } = found.data;
  const heading = title(total ?? { value: events.length, relation: 'at_least' });
  return (
    <div className="related-group">
      <h4>{heading}</h4>
      {events.length === 0 ? (
        <p className="hint">{words.none}</p>
      ) : (
        <ol>
          {events.map((one) => (
            <EventLine key={one.id} event={one} isThis={one.id === event.id} zone={zone} place={place} />
          ))}
        </ol>
      )}
      {(total?.value ?? 0) > 1 ? (
        <button type="button" className="link-button" aria-label={words.allOf(heading)} onClick={() => actions.history(term)}>
          {words.all}
        </button>
      ) : null}
    </div>
  );
}
