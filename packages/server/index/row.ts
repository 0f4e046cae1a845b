import { isIP } from 'node:net';
import { assemble, csvCell, csvValues, exactJson, isUuid, type RecordedEvent, type StoredRecord, userText } from '@annals/events';
import { wordLine } from './words.ts';

/**
 * One stored line of the ledger as one row of the index, in TSV, values in the order of `schema.columns`.
 * Promises: the same line gives the same bytes; nothing is cut; tabs, line ends and backslashes are escaped.
 */
export function rowOf(line: string, organisation: string, sequence: number): string {
  const event = assemble(exactJson(line) as StoredRecord, organisation, sequence);
  // Where the JSON has no backslash, no text in it has a quote, a backslash or a control character.
  const escaped = line.includes('\\') ? escape : same;
  const { actor } = event;
  // Quoted and guarded, as the export sends them; date and id are columns of their own.
  const [, csvActorType, csvActor, , csvPool, csvType, csvResult, csvExtra] = csvValues(event);
  return `${organisation}\t${sequence}\t${event.id}\t${instant(event.occurred_at)}\t${instant(event.received_at)}\t${escaped(event.event)}\t${escaped(event.code)}\t${escaped(event.label)}\t${event.category}\t${event.outcome}\t${event.unlisted ? '1' : '0'}\t${actor.type}\t${escaped(userText(actor))}\t${escaped(actor.id ?? '')}\t${escaped(actor.name ?? '')}\t${escaped(actor.email ?? '')}\t${targetColumns(event.targets, escaped)}\t${actor.client ?? ''}\t${address(actor.ip)}\t${escaped(event.agent_pool ?? '')}\t${escaped(event.producer?.name ?? '')}\t${escaped(event.correlation_id ?? '')}\t${escaped(event.recorded_by)}\t${escaped(event.error_message ?? '')}\t${escapeJson(csvExtra)}\t${escaped(csvCell(csvActorType))},${escaped(csvCell(csvActor))}\t${escaped(csvCell(csvPool))},${escaped(csvCell(csvType))},${escaped(csvCell(csvResult))}\t${wordsIn(event)}\t${escapeJson(line)}\n`;
}

function wordsIn(event: RecordedEvent): string {
  const { actor } = event;
  const texts = [event.event, event.label, event.code, event.original_name ?? '', actor.type];
  const add = (text: string | undefined): void => {
    if (text !== undefined && !isUuid(text)) texts.push(text);
  };
  for (const text of [actor.email, actor.name, actor.id, actor.host, actor.ip, event.agent_pool, event.error_message, event.correlation_id])
    add(text);
  for (const target of event.targets ?? []) {
    texts.push(target.type);
    add(target.name);
    add(target.id);
  }
  eachScalar(event.metadata, add);
  eachScalar(event.extra, add);
  for (const change of event.changes ?? []) {
    texts.push(change.field);
    eachScalar(change.before, add);
    eachScalar(change.after, add);
  }
  return wordLine(texts);
}

/** Every scalar at any depth as text; also null, as `condition.ts` compares it. */
function eachScalar(value: unknown, found: (text: string) => void): void {
  if (typeof value === 'string') found(value);
  else if (typeof value === 'number' || typeof value === 'boolean' || value === null) found(String(value));
  else if (Array.isArray(value)) for (const item of value) eachScalar(item, found);
  else if (typeof value === 'object') for (const key in value) eachScalar((value as Record<string, unknown>)[key], found);
}

/** Types, ids and names of the targets: three columns of arrays. */
function targetColumns(targets: RecordedEvent['targets'], escaped: (value: string) => string): string {
  if (targets === undefined || targets.length === 0) return '[]\t[]\t[]';
  let [types, ids, names] = ['', '', ''];
  for (const { type, id, name } of targets) {
    const comma = types === '' ? '' : ',';
    types += `${comma}${quoted(type, escaped)}`;
    ids += `${comma}${quoted(id, escaped)}`;
    names += `${comma}${quoted(name ?? '', escaped)}`;
  }
  return `[${types}]\t[${ids}]\t[${names}]`;
}

/** The engine's form of an instant: `2026-11-24 11:00:00.000`, read as UTC because the column says so. */
function instant(rfc3339: string): string {
  return rfc3339.replace('T', ' ').replace('Z', '');
}

/** One row the engine cannot read would stop the whole index, so what is no plain address becomes none. */
function address(ip: string | undefined): string {
  const version = ip === undefined || ip.includes('%') ? 0 : isIP(ip);
  return version === 4 ? `::ffff:${ip}` : version === 6 ? (ip ?? '::') : '::';
}

/** JSON has no control characters; backslashes it may have. */
function escapeJson(value: string): string {
  return value.includes('\\') ? value.replaceAll('\\', '\\\\') : value;
}

function escape(value: string): string {
  if (!/[\\\t\n\r\0]/.test(value)) return value;
  return value.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\0', '\\0');
}

/** A string in an array, as TSV writes it. */
function quoted(value: string, escaped: (value: string) => string): string {
  return `'${escaped(value).replaceAll("'", "\\'")}'`;
}

const same = (value: string): string => value;
