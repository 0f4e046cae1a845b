import { metadataFields, metadataGroupOrder, type MetadataGroup, type RecordedEvent } from '@annals/events';
import { visibleJson, visibleValue } from '../audit/visible.ts';
import { copy } from '../copy.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ChangeTable } from './ChangeTable.tsx';
import { FactList } from './FactList.tsx';
import { contextFacts, receiptFacts, whatFacts, whoFacts, type Fact } from './facts.ts';

/** Every value of an event, in sections; what it does not have is not there. */
export function EventBody({
  event,
  leafHash,
  zone,
  onFilter,
}: {
  event: RecordedEvent;
  leafHash: string;
  zone: string;
  onFilter: (name: string, value: string) => void;
}) {
  const extra = Object.entries(event.extra ?? {}).map(([key, value]): Fact => ({ label: visibleValue(key), value: visibleValue(value) }));
  return (
    <>
      <FactList title={copy.event.who} facts={whoFacts(event)} onFilter={onFilter} />
      <FactList title={copy.event.what} facts={whatFacts(event)} onFilter={onFilter} />
      {event.changes === undefined || event.changes.length === 0 ? null : <ChangeTable changes={event.changes} />}
      {metadataGroupOrder.map((group) => (
        <FactList
          key={group}
          title={copy.event.metadata[group]}
          facts={groupFacts(group, event.metadata?.[group] ?? {})}
          onFilter={onFilter}
        />
      ))}
      <FactList title={copy.event.extra} facts={extra} />
      <FactList title={copy.event.context} facts={contextFacts(event, zone)} onFilter={onFilter} />
      <FactList title={copy.event.receipt} facts={receiptFacts(event, leafHash)} note={copy.event.receiptNote} />
      <details className="drawer-section raw">
        <summary>{copy.event.raw}</summary>
        <CopyButton text={JSON.stringify(event, null, 2)} what={copy.event.rawJson} />
        <pre tabIndex={0} aria-label={copy.event.raw}>
          {visibleJson(event)}
        </pre>
      </details>
    </>
  );
}

/** Known fields in the order of the catalogue, then the others. */
function groupFacts(group: MetadataGroup, values: Record<string, unknown>): Fact[] {
  const known: readonly string[] = metadataFields[group].map((field) => field.name);
  const names = [...known.filter((name) => Object.hasOwn(values, name)), ...Object.keys(values).filter((name) => !known.includes(name))];
  return names.map((name) => {
    const value = values[name];
    const shown = { label: visibleValue(name), value: visibleValue(value) };
    const isAskable = known.includes(name) && (typeof value === 'string' || typeof value === 'number');
    return isAskable ? { ...shown, term: { name: `metadata.${group}.${name}`, value: String(value) } } : shown;
  });
}
