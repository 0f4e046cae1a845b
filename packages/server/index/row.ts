import { assemble, csvCell, csvValues, exactJson, isUuid, type RecordedEvent, type StoredRecord, userText } from '@annals/events';
import type { RowBinary } from './row-binary.ts';
import { lineWithout } from './shared-values.ts';
import { wordLine } from './words.ts';

/**
 * Writes one stored line of the ledger as one row of the index, values in the order of `schema.columns`.
 * Promises: the same line gives the same bytes; nothing is cut. Throws, and writes nothing, when the line is no record.
 */
export function writeRow(out: RowBinary, line: string, organisation: string, sequence: number): void {
  const event = assemble(exactJson(line) as StoredRecord, organisation, sequence);
  out.row(() => {
    const { actor, targets = [] } = event;
    out.uuid(organisation);
    out.uint64(sequence);
    out.uuid(event.id);
    out.uint64(Date.parse(event.occurred_at));
    out.uint64(Date.parse(event.received_at));
    out.string(event.event);
    out.string(event.code);
    out.string(event.label);
    out.string(event.category);
    out.string(event.outcome);
    out.uint8(event.unlisted ? 1 : 0);
    out.string(actor.type);
    out.string(userText(actor));
    out.string(actor.id ?? '');
    out.string(actor.name ?? '');
    out.string(actor.email ?? '');
    out.strings(targets.map(({ type }) => type));
    out.strings(targets.map(({ id }) => id));
    out.strings(targets.map(({ name }) => name ?? ''));
    out.string(actor.client ?? '');
    out.address(actor.ip);
    out.string(event.agent_pool ?? '');
    out.string(event.producer?.name ?? '');
    out.string(event.correlation_id ?? '');
    out.string(event.recorded_by);
    out.string(event.error_message ?? '');
    // Quoted and guarded, as the export sends them; date and id are columns of their own.
    const [, csvActorType, csvActor, , csvPool, csvType, csvResult, csvExtra] = csvValues(event);
    out.string(csvExtra);
    out.string(`${csvCell(csvActorType)},${csvCell(csvActor)}`);
    out.string(`${csvCell(csvPool)},${csvCell(csvType)},${csvCell(csvResult)}`);
    out.string(wordsIn(event));
    out.string(lineWithout(line, event));
  });
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
