import { type CatalogueEntry, codeOf, labelOf, outcomes, sentence } from '@annals/events';
import { catalogueCopy as words } from '../copy-catalogue.ts';
import { EventsLink } from './EventsLink.tsx';
import { recordedExample } from './example-event.ts';
import { ExampleTabs } from './ExampleTabs.tsx';
import { FieldTable } from './FieldTable.tsx';
import { Sparkline } from './Sparkline.tsx';

/** What an event says, who does it, what it carries, how often it happens, and how each format writes it. */
export function EntryDetails({ entry, organisation }: { entry: CatalogueEntry; organisation: string }) {
  const example = recordedExample(entry);
  const names = [...new Set(entry.names.map(({ name }) => name))];
  const each = (of: (outcome: (typeof outcomes)[number]) => string): string[] => [...new Set(outcomes.map(of))];
  return (
    <div className="catalogue-details">
      <dl className="catalogue-facts">
        <dt>{words.labels.sentence}</dt>
        <dd>{sentence(example)}</dd>
        <dt>{words.labels.state}</dt>
        <dd>{each((outcome) => labelOf(entry, outcome)).join(' · ')}</dd>
        <dt>{words.labels.codes}</dt>
        <dd>
          {each((outcome) => codeOf(entry, outcome)).map((code) => (
            <code key={code}>{code} </code>
          ))}
        </dd>
        {names.length === 0 ? null : (
          <>
            <dt>{words.labels.original}</dt>
            <dd>{names.join(' · ')}</dd>
          </>
        )}
        <dt>{words.labels.actors}</dt>
        <dd>
          {entry.actors.join(', ')}
          {entry.reserved ? ` (${words.reserved})` : ''}
        </dd>
        {entry.reading === undefined ? null : (
          <>
            <dt>{words.labels.reading}</dt>
            <dd>{entry.reading}</dd>
          </>
        )}
        <dt>{words.labels.volume}</dt>
        <dd className="catalogue-volume">
          <Sparkline organisation={organisation} event={entry.id} />
          <EventsLink event={entry.id} title={entry.title} />
        </dd>
      </dl>
      <h4>{words.labels.metadata}</h4>
      {entry.metadata.length === 0 ? <p className="hint">{words.noMetadata}</p> : <FieldTable groups={entry.metadata} />}
      <h4>{words.labels.example}</h4>
      <ExampleTabs event={example} />
    </div>
  );
}
