import type { MetadataField } from '../metadata/field.ts';
import { metadataFields } from '../metadata/groups.ts';
import { isSecretName } from '../redact/names.ts';
import { redactNamed, redactValue } from '../redact/redact.ts';
import { isAddress } from './address.ts';
import type { Findings } from './findings.ts';
import { setMember } from './member.ts';
import { pointerStep } from './pointer.ts';
import { isObject, type Members, readBoolean, readId, readInteger, readText, readTexts } from './read-value.ts';
import { type Metadata, metadataGroups, type MetadataGroup } from './types.ts';

/**
 * Metadata in canonical names, members in the order of their names. A wrong type of a known field is an error; what is not
 * known is kept in `extra` with a warning, except secrets, which stay in their place as a place-holder.
 */
interface Slot {
  readonly field: MetadataField;
  /** Place in the order of names. */
  readonly place: number;
}
interface GroupTable {
  readonly names: readonly string[];
  readonly slots: ReadonlyMap<string, Slot>;
}

const tables: Readonly<Record<MetadataGroup, GroupTable>> = {
  user: tableOf('user'),
  action: tableOf('action'),
  system: tableOf('system'),
  agent: tableOf('agent'),
};

export function readMetadata(value: unknown, findings: Findings): Metadata | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) {
    findings.error('/metadata', 'type', 'An object is expected here.');
    return undefined;
  }
  let metadata: Metadata | undefined;
  for (const group of metadataGroups) {
    const read = readGroup(group, value[group], findings);
    if (!read) continue;
    metadata ??= {};
    metadata[group] = read;
  }
  for (const key in value) {
    if (Object.hasOwn(tables, key) || value[key] === null || value[key] === undefined) continue;
    keepUnknown(`metadata.${key}`, `/metadata${pointerStep(key)}`, key, value[key], findings);
  }
  return metadata;
}

function readGroup(group: MetadataGroup, value: unknown, findings: Findings): Members | undefined {
  if (value === undefined || value === null) return undefined;
  const pointer = `/metadata/${group}`;
  if (!isObject(value)) {
    findings.error(pointer, 'type', 'An object is expected here.');
    return undefined;
  }
  const { names, slots } = tables[group];
  const values: unknown[] = [];
  let secrets: Members | undefined;
  let found = 0;
  for (const key in value) {
    const member = value[key];
    if (member === undefined || member === null) continue;
    const slot = slots.get(key);
    if (slot) {
      const read = readField(slot.field, member, pointer, key, findings);
      if (read === undefined) continue;
      if (values[slot.place] === undefined) found += 1;
      else refuseConflict(values[slot.place], read, pointer + pointerStep(key), slot.field.name, findings);
      values[slot.place] = read;
    } else if (group === 'action' && isFileAndLine(key) && typeof member === 'string') {
      found += readFileAndLine(member, values, slots, pointer + pointerStep(key), findings);
    } else if (isSecretName(key) && typeof member !== 'boolean' && member !== '') {
      secrets ??= {};
      setMember(secrets, key, redactNamed(member, pointer + pointerStep(key), findings.redacted));
    } else {
      keepUnknown(`metadata.${group}.${key}`, pointer + pointerStep(key), key, member, findings);
    }
  }
  if (found === 0) return secrets;
  const read: Members = {};
  for (let place = 0; place < names.length; place += 1) if (values[place] !== undefined) read[names[place] as string] = values[place];
  return secrets ? { ...read, ...secrets } : read;
}

function readField(field: MetadataField, value: unknown, group: string, key: string, findings: Findings): unknown {
  // Keys of fields need no escaping in a pointer, and texts are the usual case.
  const pointer = `${group}/${key}`;
  switch (field.type) {
    case 'string':
      return readText(value, pointer, findings);
    case 'id':
      return readId(value, pointer, findings);
    case 'integer':
      return readInteger(value, pointer, findings);
    case 'boolean':
      return readBoolean(value, pointer, findings);
    case 'strings':
      return readTexts(value, pointer, findings);
    case 'ip': {
      const text = readText(value, pointer, findings);
      if (text !== undefined && !isAddress(text))
        findings.doubt(pointer, 'not_an_address', 'This is no IPv4 or IPv6 address; it is kept as it is.');
      return text;
    }
  }
}

/** A field under two of its names is fine as long as both say the same. */
function refuseConflict(one: unknown, other: unknown, pointer: string, name: string, findings: Findings): void {
  if (JSON.stringify(one) !== JSON.stringify(other))
    findings.error(pointer, 'alias_conflict', `${name} is given twice, with different values.`);
}

function keepUnknown(key: string, pointer: string, name: string, value: unknown, findings: Findings): void {
  findings.warn(pointer, 'unknown_metadata', `This field is not known; it is kept as ${key} in extra.`);
  const to = `/extra${pointerStep(key)}`;
  const clean = isSecretName(name) ? redactNamed(value, to, findings.redacted) : redactValue(value, to, findings.redacted);
  findings.moved.push([key, clean]);
}

/** The page's one row "file_name, line". */
function isFileAndLine(key: string): boolean {
  return /^file_name, ?line$/.test(key);
}

function readFileAndLine(text: string, values: unknown[], slots: ReadonlyMap<string, Slot>, pointer: string, findings: Findings): number {
  const clean = readText(text, pointer, findings) ?? '';
  const parts = /^(.*?)\s?[,:]\s?(\d{1,15})$/.exec(clean);
  let found = 0;
  const put = (name: string, value: unknown) => {
    const place = slots.get(name)?.place ?? -1;
    if (values[place] === undefined) found += 1;
    else refuseConflict(values[place], value, pointer, name, findings);
    values[place] = value;
  };
  put('file_name', parts ? parts[1] : clean);
  if (parts) put('line', Number(parts[2]));
  return found;
}

function tableOf(group: MetadataGroup): GroupTable {
  const names = metadataFields[group].map((field) => field.name).toSorted();
  const slots = new Map<string, Slot>();
  for (const field of metadataFields[group]) {
    const slot = { field, place: names.indexOf(field.name) };
    for (const name of [field.name, ...(field.aliases ?? [])]) slots.set(name, slot);
  }
  return { names, slots };
}
