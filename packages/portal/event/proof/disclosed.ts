import { assemble, exactJson, jcs, type RecordedEvent, type StoredRecord } from '@annals/events';
import { disclosureDigest, fromBase64url, groupLabels, MalformedError, utf8Text, type GroupLabel } from '@annals/ledger';

/** What an entry holds in clear, and the digests of the rest. */
export interface EntryFields {
  organisation: string;
  sequence: number;
  skeleton: StoredRecord['skeleton'];
  digests: readonly string[];
}

/** Disclosures by group: base64url of `[salt, group, value]` (RFC 9901). */
export type Disclosures = Readonly<Record<string, string>>;

/**
 * Members of the event in which what is shown differs from what entry and disclosures say together; none when all of it
 * is proved. A group that nobody discloses, as after an erasure, has no values: shown ones differ from it. Throws when a
 * disclosure is not one of this entry's.
 */
export function compareDisclosed(entry: EntryFields, disclosures: Disclosures, shown: RecordedEvent): string[] {
  const groups: StoredRecord['groups'] = {};
  const left = new Set(entry.digests);
  for (const [name, disclosed] of Object.entries(disclosures)) {
    if (!left.delete(disclosureDigest(disclosed)))
      throw new MalformedError(`the values of ${name} are not those that the entry commits to`);
    const [label, value] = opened(disclosed);
    if (label !== name) throw new MalformedError(`the values of ${label} were given as those of ${name}`);
    groups[label] = value;
  }
  const proved: object = assemble({ groups, skeleton: entry.skeleton }, entry.organisation, entry.sequence);
  const names = new Set([...Object.keys(proved), ...Object.keys(shown)]) as Set<keyof RecordedEvent>;
  return [...names].filter((name) => textOf(proved, name) !== textOf(shown, name));
}

function opened(disclosed: string): [GroupLabel, Record<string, unknown>] {
  let parts: unknown;
  try {
    parts = exactJson(utf8Text(fromBase64url(disclosed)));
  } catch {
    throw new MalformedError('a disclosure is not JSON');
  }
  const [, label, value] = Array.isArray(parts) ? (parts as unknown[]) : [];
  const known = groupLabels.find((one) => one === label);
  if (known === undefined || typeof value !== 'object' || value === null) throw new MalformedError('a disclosure names no group');
  return [known, value as Record<string, unknown>];
}

function textOf(event: object, name: string): string {
  return jcs({ value: (event as Record<string, unknown>)[name] });
}
