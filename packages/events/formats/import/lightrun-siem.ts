import { jcs } from '../../event/jcs.ts';
import { isObject } from '../../event/read-value.ts';
import { readActorText } from './actor.ts';
import { readDetails } from './details.ts';
import { Draft, readOutcome } from './draft.ts';
import { ImportError, type ImportFormat, readerOf, type ReadRecord } from './import-format.ts';
import { readDate } from './instant.ts';
import { JsonObjects } from './json-objects.ts';
import { membersIn } from './lightrun-csv.ts';

/** The bodies of the SIEM webhook: six fields, event_data as the text of a JSON object. */
export const lightrunSiem: ImportFormat = {
  title: 'Lightrun SIEM webhook',
  says: 'The bodies of the webhook: one JSON object a line, one after the other, or an array.',
  repeats: false,
  reader: ({ zone } = {}) => readerOf(new JsonObjects(), (text) => readRecord(text, zone)),
};

function readRecord(text: string, zone: string | undefined): ReadRecord {
  const value = membersIn(text);
  if (!value) throw new ImportError('it is no JSON object that can be kept exactly');
  const fields = new Map(Object.entries(value));
  const take = (name: string): unknown => {
    const field: unknown = fields.get(name);
    fields.delete(name);
    return field;
  };
  const draft = new Draft();
  const at = take('event_timestamp');
  if (typeof at !== 'string' && typeof at !== 'number') throw new ImportError('it has no event_timestamp');
  readDate(String(at), draft, 'event_timestamp', zone);
  const label = take('event_type');
  if (typeof label !== 'string') throw new ImportError('it has no event_type');
  const data = take('event_data');
  const details = typeof data === 'string' ? membersIn(data) : isObject(data) ? data : null;
  draft.name(label, '', 'outcome', details?.['action_type'], readOutcome(details?.['operation_result']));
  if (details) readDetails(details, draft);
  else if (data !== undefined && data !== '') draft.keep('event_data', data);
  const type = take('actor_type');
  const actor = take('actor_id');
  draft.actor = readActorText(textOf(type), textOf(actor), draft, 'actor_type');
  draft.keepName('event_type', label, draft.labels());
  const id = take('event_id');
  if (typeof id === 'string' || typeof id === 'number') draft.producer = { name: 'lightrun', event_id: String(id) };
  else if (id !== undefined) draft.keep('event_id', id);
  for (const [name, field] of fields) draft.keep(name, field);
  return draft.finish(jcs(value));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
