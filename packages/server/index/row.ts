import { isIP } from 'node:net';
import { assemble, csvCell, csvValues, exactJson, isUuid, type RecordedEvent, type StoredRecord, userText } from '@annals/events';
import { wordLine } from './words.ts';

/**
 * One stored line of the ledger as one row of the index, in TSV, values in the order of `schema.columns`.
 * Promises: the same line gives the same bytes; nothing is cut; tabs, line ends and backslashes are escaped.
 */
export function rowOf(line: string, organisation: string, sequence: number): string {
  const event = assemble(exactJson(line) as StoredRecord, organisation, sequence);
  const actor = event.actor;
  const targets = event.targets ?? [];
  // Quoted and guarded, as the export sends them; date and id are columns of their own.
  const [, csvActorType, csvActor, , csvPool, csvType, csvResult, csvExtra] = csvValues(event);
  const pairs = pairsOf(event);
  const text = (value: string | undefined): string => escape(value ?? '');
  const words = wordLine([
    event.event,
    event.label,
    event.code,
    event.original_name ?? '',
    actor.type,
    actor.email ?? '',
    actor.name ?? '',
    actor.id ?? '',
    actor.host ?? '',
    actor.ip ?? '',
    ...targets.flatMap((target) => [target.type, target.name ?? '', isUuid(target.id) ? '' : target.id]),
    event.agent_pool ?? '',
    event.error_message ?? '',
    event.correlation_id ?? '',
    ...pairs.map((pair) => pair.slice(pair.indexOf('=') + 1)).filter((value) => !isUuid(value)),
    ...(event.changes ?? []).flatMap((change) => [change.field, ...scalars(change.before), ...scalars(change.after)]),
  ]);
  return (
    [
      organisation,
      String(sequence),
      event.id,
      instant(event.occurred_at),
      instant(event.received_at),
      text(event.event),
      text(event.code),
      text(event.label),
      event.category,
      event.outcome,
      event.unlisted ? '1' : '0',
      actor.type,
      text(userText(actor)),
      text(actor.id),
      text(actor.name),
      text(actor.email),
      array(targets.map((target) => target.type)),
      array(targets.map((target) => target.id)),
      array(targets.map((target) => target.name ?? '')),
      text(actor.client),
      address(actor.ip),
      text(event.agent_pool),
      text(event.producer?.name),
      text(event.correlation_id),
      text(event.recorded_by),
      text(event.error_message),
      escapeJson(csvExtra),
      escape(`${csvCell(csvActorType)},${csvCell(csvActor)}`),
      escape(`${csvCell(csvPool)},${csvCell(csvType)},${csvCell(csvResult)}`),
      words,
      escapeJson(JSON.stringify(event)),
    ].join('\t') + '\n'
  );
}

/** `metadata.<group>.<key>=value` and `extra.<key>=value`, one for each scalar; deeper keys joined with dots. */
export function pairsOf(event: Pick<RecordedEvent, 'metadata' | 'extra'>): string[] {
  const pairs: string[] = [];
  const walk = (path: string, value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(path, item);
    else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(`${path}.${key}`, inner);
    else pairs.push(`${path}=${String(value)}`);
  };
  for (const [group, values] of Object.entries(event.metadata ?? {})) walk(`metadata.${group}`, values);
  for (const [key, value] of Object.entries(event.extra ?? {})) walk(`extra.${key}`, value);
  return pairs;
}

function scalars(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalars) : [];
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

/** An array of strings, as TSV writes it: each quoted and escaped once. */
function array(values: readonly string[]): string {
  return `[${values.map((value) => `'${escape(value).replaceAll("'", "\\'")}'`).join(',')}]`;
}
