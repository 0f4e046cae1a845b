import { isSecretName } from '../redact/names.ts';
import { redactNamed, redactValue } from '../redact/redact.ts';
import { redactText } from '../redact/values.ts';
import type { Findings } from './findings.ts';
import { setMember } from './member.ts';
import { isObject, type Members, readId, readInteger, readObject, readText, refuseUnknown } from './read-value.ts';
import type { Change, Producer, Target } from './types.ts';

/** Targets, changes, producer and extra. */
const targetFields = new Set(['type', 'id', 'name']);
const changeFields = new Set(['field', 'before', 'after']);
const producerFields = new Set(['name', 'sequence', 'host', 'pid', 'event_id']);

export function readTargets(value: unknown, findings: Findings): Target[] | undefined {
  return readList(value, '/targets', findings, (item, pointer) => {
    refuseUnknown(item, targetFields, pointer, findings);
    const type = item['type'];
    // The type stands in clear in the leaf for ever, so it is a token and nothing else.
    if (typeof type !== 'string' || !/^[A-Za-z0-9_.:-]{1,64}$/.test(type) || redactText(type) !== type) {
      findings.error(`${pointer}/type`, 'format', 'The type of a target has 1 to 64 letters, digits and _ . : -');
      return null;
    }
    const id = readId(item['id'], `${pointer}/id`, findings);
    const name = readText(item['name'], `${pointer}/name`, findings);
    if (id === undefined) {
      if (item['id'] === undefined || item['id'] === null) findings.error(`${pointer}/id`, 'required', 'A target has an id.');
      return null;
    }
    return name === undefined ? { id, type } : { id, name, type };
  });
}

export function readChanges(value: unknown, findings: Findings): Change[] | undefined {
  return readList(value, '/changes', findings, (item, pointer) => {
    refuseUnknown(item, changeFields, pointer, findings);
    const field = item['field'];
    if (typeof field !== 'string') {
      findings.error(`${pointer}/field`, field === undefined ? 'required' : 'type', 'A change names its field.');
      return null;
    }
    const clean = isSecretName(field.slice(field.search(/[^./]*$/))) || isSecretName(field.slice(-128)) ? redactNamed : redactValue;
    const change: Change = { field: readText(field, `${pointer}/field`, findings) ?? '' };
    if (item['before'] !== undefined) change.before = clean(item['before'], `${pointer}/before`, findings.redacted);
    if (item['after'] !== undefined) change.after = clean(item['after'], `${pointer}/after`, findings.redacted);
    return change;
  });
}

function readList<Item>(
  value: unknown,
  pointer: string,
  findings: Findings,
  read: (item: Members, pointer: string) => Item | null,
): Item[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) {
    findings.error(pointer, 'type', 'A list is expected here.');
    return undefined;
  }
  const items: Item[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    const at = `${pointer}/${index}`;
    if (!isObject(item)) {
      findings.error(at, 'type', 'An object is expected here.');
      continue;
    }
    const result = read(item, at);
    if (result !== null) items.push(result);
  }
  return items.length === 0 ? undefined : items;
}

export function readProducer(value: unknown, findings: Findings): Producer | undefined {
  const given = readObject(value, '/producer', findings);
  if (!given) return undefined;
  refuseUnknown(given, producerFields, '/producer', findings);
  const name = readText(given['name'], '/producer/name', findings);
  if (name === undefined) {
    if (given['name'] === undefined || given['name'] === null) findings.error('/producer/name', 'required', 'A producer has a name.');
    return undefined;
  }
  const producer: Producer = { name };
  const eventId = readId(given['event_id'], '/producer/event_id', findings);
  const host = readText(given['host'], '/producer/host', findings);
  const pid = readInteger(given['pid'], '/producer/pid', findings);
  const sequence = readInteger(given['sequence'], '/producer/sequence', findings);
  if (eventId !== undefined) producer.event_id = eventId;
  if (host !== undefined) producer.host = host;
  if (pid !== undefined) producer.pid = pid;
  if (sequence !== undefined) producer.sequence = sequence;
  return producer;
}

/** What the producer added, and what metadata was not known. */
export function readExtra(value: unknown, findings: Findings): Members | undefined {
  const given = readObject(value, '/extra', findings);
  const clean = given && (redactValue(given, '/extra', findings.redacted) as Members);
  if (findings.moved.length === 0) return clean && !isEmpty(clean) ? clean : undefined;
  const extra: Members = { ...clean };
  for (const [key, moved] of findings.moved) {
    if (Object.hasOwn(extra, key)) findings.error('/extra', 'extra_conflict', `extra has ${key} already, and metadata brings another one.`);
    else setMember(extra, key, moved);
  }
  return extra;
}

function isEmpty(value: Members): boolean {
  return Object.keys(value).length === 0;
}
