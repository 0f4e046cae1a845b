import { actorText, actorTypeTitles } from '../event/actor-text.ts';
import { extraData } from '../event/extra-data.ts';
import { sentence } from '../event/sentence.ts';
import { type Actor, metadataGroups, type RecordedEvent } from '../event/types.ts';
import { findEvent } from '../catalogue/catalogue.ts';
import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import { FormatOptionError } from './line-format.ts';

/**
 * Columns of exports in rows: the one table for CSV, contract, portal and documents. The first eight are the page's,
 * by the page's names; the rest have the names of the API's fields, with dots. Texts are cells as they are, what is
 * absent is an empty cell, everything else is JSON.
 */
export interface ExportColumn {
  /** Heads the column and chooses it. */
  readonly name: string;
  readonly says: string;
  value(event: RecordedEvent, leafHash: string | undefined): unknown;
}

/** The eight of the original page, in its order. Their meaning is fixed. */
export const pageColumns = [
  { name: 'Date', says: 'When it occurred, RFC 3339 in UTC with milliseconds', value: (event) => event.occurred_at },
  { name: 'Actor type', says: Object.values(actorTypeTitles).join(', '), value: ({ actor }) => actorTypeTitles[actor.type] },
  { name: 'Actor', says: "Pool name, user's e-mail, agent id or `system`", value: ({ actor }) => actorText(actor) },
  { name: 'ID', says: 'Id of the event', value: (event) => event.id },
  { name: 'Agent Pool', says: 'Pool of the agent an action was registered on, else empty', value: (event) => poolOfAction(event) },
  { name: 'Event Type', says: 'Label of the event with its outcome', value: (event) => event.label },
  { name: 'Result', says: '`success`, `failure` or `unknown`', value: (event) => event.outcome },
  { name: 'EXTRA DATA', says: 'Error message, metadata and extra as one JSON object', value: (event) => extraData(event) },
] as const satisfies readonly ExportColumn[];

function poolOfAction(event: RecordedEvent): unknown {
  const { metadata, targets } = event;
  const isOfAction =
    findEvent(event.event)?.subject === 'action' ||
    metadata?.action !== undefined ||
    targets?.some(({ type }) => type === 'action') === true;
  return isOfAction ? (event.agent_pool ?? metadata?.agent?.['agent_pool']) : undefined;
}

const plain = (name: keyof RecordedEvent, says: string): ExportColumn => ({ name, says, value: (event) => event[name] });
const ofActor = (name: keyof Actor, says: string): ExportColumn => ({ name: `actor.${name}`, says, value: ({ actor }) => actor[name] });
const ofPrincipal = (name: 'type' | 'id' | 'name' | 'email'): ExportColumn => ({
  name: `actor.on_behalf_of.${name}`,
  says: `${name} of whom the actor acted for`,
  value: ({ actor }) => actor.on_behalf_of?.[name],
});
const ofTargets = (name: 'type' | 'id' | 'name'): ExportColumn => ({
  name: `target.${name}`,
  says: `${name} of what was acted on; a JSON list where there are several`,
  value: ({ targets = [] }) => (targets.length > 1 ? targets.map((target) => target[name] ?? null) : targets[0]?.[name]),
});
const ofProducer = (name: 'name' | 'sequence' | 'host' | 'pid' | 'event_id', says: string): ExportColumn => ({
  name: `producer.${name}`,
  says,
  value: ({ producer }) => producer?.[name],
});

export const exportColumns: readonly ExportColumn[] = [
  ...pageColumns,
  plain('sequence', 'Number of the event in its organisation'),
  { name: 'leaf_hash', says: 'Hash of the leaf of the event, base64', value: (_, leafHash) => leafHash },
  plain('id', 'Id of the event'),
  plain('organisation', 'Id of the organisation'),
  plain('occurred_at', 'When it occurred'),
  plain('received_at', 'When it was received'),
  plain('received_from', 'Address it was received from'),
  plain('recorded_by', 'Key or session that recorded it'),
  plain('skew_ms', 'received_at minus occurred_at, where it is marked'),
  plain('event', 'Id of the event in the catalogue'),
  plain('code', 'Code with the outcome'),
  plain('label', 'Label with the outcome'),
  plain('original_name', 'Name on the original page'),
  plain('category', 'Category'),
  plain('outcome', 'Outcome'),
  plain('unlisted', 'Is it not in the catalogue?'),
  plain('error_message', 'Why it failed'),
  { name: 'sentence', says: 'The event in one sentence', value: (event) => sentence(event) },
  plain('actor', 'Who acted, JSON'),
  ofActor('type', 'Kind of who acted'),
  ofActor('id', 'Id of who acted'),
  ofActor('name', 'Name of who acted'),
  ofActor('email', 'E-mail of who acted'),
  ofActor('ip', 'Address of who acted'),
  ofActor('host', 'Host of who acted'),
  ofActor('user_agent', 'User agent of who acted'),
  ofActor('client', 'Client the actor used'),
  ofActor('on_behalf_of', 'Whom the actor acted for, JSON'),
  ofPrincipal('type'),
  ofPrincipal('id'),
  ofPrincipal('name'),
  ofPrincipal('email'),
  plain('targets', 'What was acted on, JSON'),
  ofTargets('type'),
  ofTargets('id'),
  ofTargets('name'),
  plain('agent_pool', 'Agent pool'),
  plain('metadata', 'Metadata, JSON'),
  ...metadataGroupOrder.flatMap((group) =>
    metadataFields[group].map(({ name, description }) => ({
      name: `metadata.${group}.${name}`,
      says: description,
      value: ({ metadata }: RecordedEvent) => metadata?.[group]?.[name],
    })),
  ),
  plain('changes', 'What changed, JSON'),
  plain('correlation_id', 'Id that joins events of one process'),
  plain('producer', 'Program that sent it, JSON'),
  ofProducer('name', 'Program that sent it'),
  ofProducer('sequence', "The producer's own number"),
  ofProducer('host', 'Host of the producer'),
  ofProducer('pid', 'Process of the producer'),
  ofProducer('event_id', "The producer's own id"),
  plain('extra', 'What the producer added, JSON'),
  plain('redacted', 'Pointers of replaced secrets, JSON'),
];

const byName = new Map(exportColumns.map((column) => [column.name, column]));

/** The columns of these names, in this order. Throws {@link FormatOptionError}, which names the first that is none. */
export function chooseColumns(names: readonly string[] = pageColumns.map(({ name }) => name)): readonly ExportColumn[] {
  if (names.length === 0) throw new FormatOptionError('Choose at least one column.');
  if (new Set(names).size < names.length) throw new FormatOptionError('Choose each column once.');
  return names.map((name) => {
    const column = byName.get(name) ?? columnOfKey(name);
    if (column) return column;
    throw new FormatOptionError(
      `There is no column ${name}. Columns are ${exportColumns.map((one) => one.name).join(', ')}, and extra.<key>.`,
    );
  });
}

/** `extra.<key>` and `metadata.<group>.<key>` of keys that no table has; deeper keys joined with dots, as in queries. */
function columnOfKey(name: string): ExportColumn | null {
  const extra = /^extra\.(.+)$/s.exec(name)?.[1];
  if (extra !== undefined) return { name, says: 'A value of extra', value: (event) => at(event.extra, extra) };
  const [, named, key] = /^metadata\.([^.]+)\.(.+)$/s.exec(name) ?? [];
  const group = metadataGroups.find((one) => one === named);
  if (group === undefined || key === undefined) return null;
  return { name, says: 'A value of metadata', value: ({ metadata }) => at(metadata?.[group], key) };
}

/** A key may hold dots itself. */
function at(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(value, key)) continue;
    const found = at((value as Record<string, unknown>)[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value as the text of a cell. */
export function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
