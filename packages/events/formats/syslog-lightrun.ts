import { actorText } from '../event/actor-text.ts';
import { extraData } from '../event/extra-data.ts';
import { sentence } from '../event/sentence.ts';
import type { ActorType, Category, RecordedEvent } from '../event/types.ts';
import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import { lightrunKey, type LightrunField, printLightrunFields } from './lightrun-value.ts';
import type { FormatOptions, LineFormat, LineWriter } from './line-format.ts';
import { appNameOf, hostnameOf, msgIds, procIdOf } from './syslog-header.ts';

/**
 * The three lines of the original page, byte for byte: header, fields of the event, metadata. For files alone: without a
 * priority it is no Syslog that a receiver takes.
 *
 * TIMESTAMP is received_at, cut to seconds. The page's sample has four of its table's seven fields; it is an agent that
 * did something itself and did it well. Such an event prints the four, every other all seven. Neither prints what the
 * page has no place for (id, sequence, changes, correlation): the lossless formats do.
 */
export const syslogLightrun: LineFormat = {
  title: 'Syslog, Lightrun layout',
  says: "The original page's three lines an event; for files only.",
  mime: 'text/plain; charset=utf-8',
  extension: 'log',
  eventsPerFile: null,
  lossless: false,
  writer: lightrunWriter,
};

/** The page knows three types of actors. */
const actorTypesOfPage: Readonly<Record<ActorType, 'Agent' | 'System' | 'User'>> = {
  user: 'User',
  agent: 'Agent',
  agent_pool: 'Agent',
  system: 'System',
  api_key: 'System',
  service: 'System',
  ai_agent: 'System',
};

const verbsOfSample: Readonly<Record<Category, string>> = {
  authentication: 'authenticate',
  creation: 'create',
  access: 'access',
  change: 'change',
  deletion: 'delete',
};

function lightrunWriter(options: FormatOptions = {}): LineWriter {
  const appName = appNameOf(options.appName, 'Lightrun');
  const line = (event: RecordedEvent): string => {
    const { producer } = event;
    const host = options.hostname === 'absent' ? [] : [hostnameOf(producer?.host || options.host)];
    const pid = procIdOf(producer?.pid ?? options.pid);
    const msgid = options.msgid === 'table' ? msgIds[event.category] : '';
    const header = ['1', `${event.received_at.slice(0, 19)}Z`, ...host, appName, pid, msgid].join(' ');
    const eventType = options.eventType === 'table' ? event.category : verbsOfSample[event.category];
    return `${header}\n${printLightrunFields(eventFields(event, eventType))}\n${printLightrunFields(lightrunMetadata(event))}\n`;
  };
  return { header: '', line, cutCells: 0 };
}

function eventFields(event: RecordedEvent, eventType: string): LightrunField[] {
  const { actor, targets = [] } = event;
  const fields: LightrunField[] = [
    ['actorId', actor.id || actorText(actor)],
    ['eventType', eventType],
    ['event', event.code],
    ['outcome', event.outcome],
  ];
  if (isOfAgentItself(event)) return fields;
  fields.push(['actorType', actorTypesOfPage[actor.type]]);
  if (targets.length > 0) fields.push(['target', targets.map(({ id, name }) => name || id).join(', ')]);
  fields.push(['details', sentence(event)]);
  return fields;
}

/** The case of the page's sample: type, target and details would repeat what the metadata says. */
function isOfAgentItself({ actor, outcome, metadata, targets = [] }: RecordedEvent): boolean {
  return (
    actor.type === 'agent' &&
    actor.id !== undefined &&
    outcome === 'success' &&
    metadata?.agent?.['agent_id'] === actor.id &&
    targets.every(({ type, id }) => type === 'agent' && id === actor.id)
  );
}

/** Names of the page's table and sample where ours differ. */
export const lightrunNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    metadataGroupOrder.flatMap((group) =>
      metadataFields[group].flatMap(({ name, page }) =>
        page !== undefined && page !== name && /^\w+$/.test(page) ? [[name, page] as const] : [],
      ),
    ),
  ),
  agent_api_version: 'api_version',
};

/** The order of the sample's third line; other fields follow in the order of the catalogue. */
const orderOfSample = [
  'runtime_environment',
  'agent_id',
  'agent_name',
  'agent_api_version',
  'log_piping',
  'agent_os',
  'agent_pid',
  'agent_version',
];

/** The third line must not seem to say again, otherwise, what the second says. */
const fieldsOfEvent = ['actorId', 'eventType', 'event', 'outcome', 'actorType', 'details'];

function lightrunMetadata(event: RecordedEvent): LightrunField[] {
  const fields: LightrunField[] = [];
  const used = new Set(fieldsOfEvent);
  const put = (name: string, qualified: string, value: unknown): void => {
    let key = lightrunKey(used.has(name) ? qualified : name);
    while (used.has(key)) key += "'";
    used.add(key);
    fields.push([key, fieldText(value)]);
  };
  const { extra, ...known } = event;
  const data = extraData(known);
  for (const name of inOrderOfSample(Object.keys(data))) put(lightrunNames[name] ?? name, name, data[name]);
  for (const [name, value] of Object.entries(extra ?? {})) put(name, `extra.${name}`, value);
  return fields;
}

function inOrderOfSample(names: readonly string[]): readonly string[] {
  const first = names.findIndex((name) => orderOfSample.includes(name));
  if (first < 0) return names;
  const rest = names.slice(first).filter((name) => !orderOfSample.includes(name));
  return [...names.slice(0, first), ...orderOfSample.filter((name) => names.includes(name)), ...rest];
}

/** Several expressions, and whatever else is no text, as JSON; one expression as it is, unless it would be taken for JSON. */
function fieldText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' && !value[0].startsWith('[')) return value[0];
  return JSON.stringify(value);
}
