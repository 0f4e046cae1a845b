import { actorText } from '../event/actor-text.ts';
import { sentence } from '../event/sentence.ts';
import type { Outcome, RecordedEvent } from '../event/types.ts';
import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import type { FormatOptions, LineFormat, LineWriter } from './line-format.ts';
import { asciiJson, enterpriseOf, printElement, type SdElement, SdParams } from './rfc5424.ts';
import { appNameOf, hostnameOf, msgIds, procIdOf } from './syslog-header.ts';

/**
 * One strict line of RFC 5424 an event. Structured data is what a receiver searches, an element for the event, its actor,
 * its producer and each metadata group; the message is the whole event as the API prints it, in ASCII JSON, so that
 * nothing is lost whatever a receiver does with the rest.
 *
 * TIMESTAMP is occurred_at, but received_at for what is dated 2100 or later: rsyslog takes no such line. `receivedAt` and
 * `sequenceId` (sequence + 1, beginning again at 1 after 2147483647) are the server's. Nothing is cut: a line may be longer than the 2,048 bytes a receiver should take, up to some 400 KB.
 */
export const syslogRfc5424: LineFormat = {
  title: 'Syslog, RFC 5424',
  says: 'One strict line an event with structured data, and the whole event as JSON in the message.',
  mime: 'text/plain; charset=utf-8',
  extension: 'log',
  eventsPerFile: null,
  lossless: true,
  writer: rfc5424Writer,
};

/** Facility 13, log audit. */
const facility = 13;
const severities: Readonly<Record<Outcome, number>> = { success: 6, unknown: 5, failure: 4 };
const mostSequenceId = 2_147_483_647;

function rfc5424Writer(options: FormatOptions = {}): LineWriter {
  const enterprise = enterpriseOf(options.enterpriseNumber);
  const appName = appNameOf(options.appName, 'Annals');
  const origin = printElement(originOf(enterprise, options));
  const line = (event: RecordedEvent, leafHash?: string): string => {
    const { producer } = event;
    const host = hostnameOf(producer?.host || options.host);
    const pid = procIdOf(producer?.pid ?? options.pid);
    const head = `<${facility * 8 + severities[event.outcome]}>1 ${timestampOf(event)} ${host} ${appName} ${pid} ${msgIds[event.category]}`;
    let data = origin;
    for (const element of rfc5424Elements(event, enterprise, leafHash)) data += printElement(element);
    return `${head} ${data} ${asciiJson(leafHash === undefined ? event : { ...event, leaf_hash: leafHash })}\n`;
  };
  return { header: '', line, cutCells: 0 };
}

function timestampOf(event: RecordedEvent): string {
  return isReadByAll(event.occurred_at) ? event.occurred_at : event.received_at;
}

function isReadByAll(instant: string): boolean {
  return instant < '2100';
}

function originOf(enterprise: number, { softwareVersion }: FormatOptions): SdElement {
  const params = new SdParams().add('enterpriseId', String(enterprise)).add('software', 'Annals');
  return { id: 'origin', params: params.add('swVersion', softwareVersion?.slice(0, 32)).list };
}

/** The structured data of an event, as a receiver has it after it took the escapes away; without `origin`. */
export function rfc5424Elements(event: RecordedEvent, enterprise: number, leafHash?: string): SdElement[] {
  const elements: SdElement[] = [
    { id: 'timeQuality', params: [['tzKnown', '1']] },
    { id: 'meta', params: [['sequenceId', String((event.sequence % mostSequenceId) + 1)]] },
    { id: `audit@${enterprise}`, params: auditParams(event, leafHash) },
  ];
  const put = (name: string, params: SdParams): void => {
    if (params.list.length > 0) elements.push({ id: `${name}@${enterprise}`, params: params.list });
  };
  put('actor', actorParams(event));
  put('producer', objectParams(event.producer));
  for (const group of metadataGroupOrder) {
    const values = event.metadata?.[group];
    if (!values) continue;
    const params = new SdParams();
    for (const { name } of metadataFields[group]) if (Object.hasOwn(values, name)) params.add(name, values[name]);
    // Place-holders of secrets stand beside the known fields.
    for (const [name, value] of Object.entries(values)) params.add(name, value);
    put(group, params);
  }
  return elements;
}

/** The page's seven fields first, under its names. */
function auditParams(event: RecordedEvent, leafHash: string | undefined): SdParams['list'] {
  const [target] = event.targets ?? [];
  return new SdParams()
    .add('actorType', event.actor.type)
    .add('actorId', event.actor.id || actorText(event.actor))
    .add('eventType', event.category)
    .add('event', event.code)
    .add('outcome', event.outcome)
    .add('target', target && (target.name || target.id))
    .add('details', sentence(event))
    .add('eventId', event.id)
    .add('eventName', event.event)
    .add('label', event.label)
    .add('organisation', event.organisation)
    .add('sequence', event.sequence)
    .add('leafHash', leafHash)
    .add('occurredAt', isReadByAll(event.occurred_at) ? undefined : event.occurred_at)
    .add('receivedAt', event.received_at)
    .add('receivedFrom', event.received_from)
    .add('recordedBy', event.recorded_by)
    .add('skewMs', event.skew_ms === 0 ? undefined : event.skew_ms)
    .add('unlisted', event.unlisted ? true : undefined)
    .add('targetType', target?.type)
    .add('targetId', target?.id)
    .add('agentPool', event.agent_pool)
    .add('correlationId', event.correlation_id)
    .add('errorMessage', event.error_message).list;
}

function actorParams({ actor }: RecordedEvent): SdParams {
  const { type: _type, id: _id, on_behalf_of: principal, ...rest } = actor;
  const params = objectParams(rest);
  for (const [name, value] of Object.entries(principal ?? {})) params.add(`on_behalf_of_${name}`, value);
  return params;
}

function objectParams(values: object | undefined): SdParams {
  const params = new SdParams();
  for (const [name, value] of Object.entries(values ?? {})) params.add(name, value);
  return params;
}
