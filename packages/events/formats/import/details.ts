import { setMember } from '../../event/member.ts';
import type { MetadataGroup } from '../../event/types.ts';
import type { MetadataField } from '../../metadata/field.ts';
import { metadataFields, metadataGroupOrder } from '../../metadata/groups.ts';
import type { Draft } from './draft.ts';

/**
 * Flat names of the vendor's records (`agent_id`, `user_type`, `ignore_qouta`) to the fields of metadata. A value that is
 * not of the field's type, a field said twice and every other name are kept in `extra`.
 */
interface Slot {
  group: MetadataGroup;
  field: MetadataField;
}

/** Of a flat name; fields that the page has come first. */
const slots = new Map<string, Slot[]>();
const qualified = new Map<string, Slot>();
for (const paged of [true, false]) {
  for (const group of metadataGroupOrder) {
    for (const field of metadataFields[group]) {
      qualified.set(`${group}.${field.name}`, { group, field });
      if ((field.page !== undefined) !== paged) continue;
      const names = new Set([field.name, ...(field.aliases ?? []), ...(field.page === undefined ? [] : [field.page])]);
      for (const name of names) slots.set(name, [...(slots.get(name) ?? []), { group, field }]);
    }
  }
}

export function readDetails(details: Readonly<Record<string, unknown>>, draft: Draft): void {
  const ofAction = draft.subject === 'action' || Object.keys(details).some((name) => name.startsWith('action_'));
  for (const [name, value] of Object.entries(details)) {
    if (name === 'error_message' && typeof value === 'string' && draft.errorMessage === undefined) {
      draft.errorMessage = value;
      continue;
    }
    const slot = slotOf(name, details, ofAction);
    if (slot && put(slot, value, draft)) continue;
    if (name.startsWith('extra.') && name.length > 6) draft.keep(name.slice(6), value);
    else draft.keep(name, value);
  }
}

/**
 * Words like `name` and `level` mean an action's only where there is one. A name that stands in two groups has its group
 * in front the second time (`target`, `system.target`): then the bare one is of the other group.
 */
function slotOf(name: string, details: Readonly<Record<string, unknown>>, ofAction: boolean): Slot | undefined {
  const exact = qualified.get(name);
  if (exact) return exact;
  const slot = slots.get(name)?.find(({ group, field }) => !Object.hasOwn(details, `${group}.${field.name}`));
  return slot?.group === 'action' && slot.field.page === undefined && !ofAction ? undefined : slot;
}

function put({ group, field }: Slot, value: unknown, draft: Draft): boolean {
  const fitting = fit(field, value);
  if (fitting === undefined) return false;
  const values = (draft.metadata[group] ??= {});
  if (Object.hasOwn(values, field.name)) return JSON.stringify(values[field.name]) === JSON.stringify(fitting);
  setMember(values, field.name, fitting);
  return true;
}

/** The value as the field has it; undefined when it would have to be bent. */
function fit({ type }: MetadataField, value: unknown): unknown {
  switch (type) {
    case 'string':
    case 'ip':
      return typeof value === 'string' ? value : undefined;
    case 'id':
      return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value : undefined;
    case 'integer':
      return typeof value === 'string' && /^(0|-?[1-9]\d{0,15})$/.test(value) ? safeInteger(Number(value)) : safeInteger(value);
    case 'boolean':
      return value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined;
    case 'strings':
      return fitTexts(value);
  }
}

function safeInteger(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0) ? value : undefined;
}

/** A list, the JSON text of a list, or one text. */
function fitTexts(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? listIn(value) : value;
  return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : undefined;
}

function listIn(text: string): unknown {
  if (!text.startsWith('[')) return [text];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : [text];
  } catch {
    return [text];
  }
}
