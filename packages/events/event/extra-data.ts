import { metadataFields, metadataGroupOrder } from '../metadata/groups.ts';
import { setMember } from './member.ts';
import type { RecordedEvent } from './types.ts';

/**
 * The Extra data of an event: error_message, then metadata in the order of the catalogue, then what the producer added.
 * A name that stands in two groups is shown with its group the second time (`system.target`); nothing is lost.
 */
export type ExtraDataSource = Pick<RecordedEvent, 'error_message' | 'metadata' | 'extra'>;

export function extraData(event: ExtraDataSource): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  const put = (name: string, qualified: string, value: unknown) => {
    let key = Object.hasOwn(data, name) ? qualified : name;
    while (Object.hasOwn(data, key)) key += "'";
    setMember(data, key, value);
  };
  if (event.error_message !== undefined) data['error_message'] = event.error_message;
  for (const group of metadataGroupOrder) {
    const values = event.metadata?.[group];
    if (!values) continue;
    let seen = 0;
    for (const field of metadataFields[group]) {
      if (!Object.hasOwn(values, field.name)) continue;
      seen += 1;
      put(field.name, `${group}.${field.name}`, values[field.name]);
    }
    const keys = Object.keys(values);
    // More members than known fields: place-holders of secrets.
    if (keys.length > seen)
      for (const key of keys) if (!metadataFields[group].some((field) => field.name === key)) put(key, `${group}.${key}`, values[key]);
  }
  for (const [key, value] of Object.entries(event.extra ?? {})) put(key, `extra.${key}`, value);
  return data;
}

/** `key=value` pairs in one line, for people and for `extra~`; what is no text is shown as JSON. */
export function extraDataText(event: ExtraDataSource): string {
  let text = '';
  const data = extraData(event);
  for (const [key, value] of Object.entries(data)) text += `${text === '' ? '' : ' '}${key}=${valueText(value)}`;
  return text;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value);
}
