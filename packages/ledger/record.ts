import { fromBase64url, MalformedError } from './bytes.ts';
import { members } from './members.ts';

/** The groups of values a leaf commits to, in the order in which RFC 8785 writes them. */
export const groupLabels = ['actor', 'context', 'detail', 'net', 'target'] as const;
export type GroupLabel = (typeof groupLabels)[number];

const skeletonMembers = [
  'actor_type',
  'category',
  'event',
  'id',
  'occurred_at',
  'outcome',
  'received_at',
  'recorded_by',
  'target_types',
] as const;
export type SkeletonMember = (typeof skeletonMembers)[number];

/**
 * A stored line taken apart; every value is the RFC 8785 text it stands in.
 *
 * Two forms exist. As captured: `groups` and `skeleton`, salts derived from the event's secret. After an erasure:
 * also `erased` (group → its kept digest) and `salts` (each group left → its salt), and the secret is sixteen zero bytes.
 */
export interface RecordTexts {
  groups: Map<GroupLabel, string>;
  skeleton: Map<SkeletonMember, string>;
  /** Digest, base64url, of each erased group; empty as captured. */
  erased: Map<GroupLabel, string>;
  /** Salt, base64url, of each group left; empty as captured. */
  salts: Map<GroupLabel, string>;
}

/** Takes a stored line apart; refuses a line that is neither of the two forms. */
export function parseRecord(line: string): RecordTexts {
  const parts = members(line);
  const groupsText = parts.get('groups');
  const skeletonText = parts.get('skeleton');
  if (groupsText === undefined || skeletonText === undefined) throw new MalformedError('a record has groups and a skeleton');
  for (const name of parts.keys()) if (!knownParts.has(name)) throw new MalformedError(`a record has no member ${name.slice(0, 40)}`);
  const groups = labelled(members(groupsText));
  const skeleton = skeletonOf(members(skeletonText));
  const erasedText = parts.get('erased');
  const saltsText = parts.get('salts');
  if (erasedText === undefined) {
    if (saltsText !== undefined) throw new MalformedError('salts stand only beside erased groups');
    return { groups, skeleton, erased: none, salts: none };
  }
  const erased = labelled(members(erasedText));
  const salts = saltsText === undefined ? new Map<GroupLabel, string>() : labelled(members(saltsText));
  if (erased.size === 0 || (saltsText !== undefined && salts.size === 0)) throw new MalformedError('empty members are left out');
  if (salts.size !== groups.size) throw new MalformedError('each group left has its salt, and no other has');
  for (const label of groups.keys()) if (!salts.has(label)) throw new MalformedError(`group ${label} has no salt`);
  for (const label of erased.keys()) if (groups.has(label)) throw new MalformedError(`group ${label} is erased and present`);
  return { groups, skeleton, erased: unquoted(erased, 32), salts: unquoted(salts, 16) };
}

const knownParts: ReadonlySet<string> = new Set(['erased', 'groups', 'salts', 'skeleton']);
const labels: ReadonlySet<string> = new Set(groupLabels);
const none = new Map<GroupLabel, string>();

/** Prints a record in the form it has; the inverse of {@link parseRecord}. */
export function printRecord(record: RecordTexts): string {
  const quoted = (map: Map<GroupLabel, string>): string =>
    printMembers(groupLabels, new Map([...map].map(([label, text]) => [label, `"${text}"`])));
  const erased = record.erased.size > 0 ? `"erased":${quoted(record.erased)},` : '';
  const salts = record.salts.size > 0 ? `"salts":${quoted(record.salts)},` : '';
  return `{${erased}"groups":${printMembers(groupLabels, record.groups)},${salts}"skeleton":${printMembers(skeletonMembers, record.skeleton)}}`;
}

function printMembers<Name extends string>(order: readonly Name[], values: ReadonlyMap<Name, string>): string {
  return `{${order
    .filter((name) => values.has(name))
    .map((name) => `"${name}":${values.get(name)}`)
    .join(',')}}`;
}

function labelled(found: Map<string, string>): Map<GroupLabel, string> {
  for (const name of found.keys()) if (!labels.has(name)) throw new MalformedError(`there is no group ${name.slice(0, 40)}`);
  return found as Map<GroupLabel, string>;
}

function skeletonOf(found: Map<string, string>): Map<SkeletonMember, string> {
  if (found.size !== skeletonMembers.length || !skeletonMembers.every((name) => found.has(name)))
    throw new MalformedError('a skeleton has exactly its nine members');
  return found as Map<SkeletonMember, string>;
}

function unquoted(found: Map<GroupLabel, string>, bytes: number): Map<GroupLabel, string> {
  return new Map(
    [...found].map(([label, text]) => {
      const value = text.slice(1, -1);
      if (text !== `"${value}"` || fromBase64url(value).length !== bytes)
        throw new MalformedError(`group ${label}: ${bytes} bytes in base64url are expected`);
      return [label, value];
    }),
  );
}
