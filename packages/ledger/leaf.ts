import { base64url, MalformedError, utf8 } from './bytes.ts';
import type { Hashing } from './hashing.ts';
import { portableHashing } from './hashing.ts';
import { type GroupLabel, groupLabels, parseRecord, printRecord, type RecordTexts } from './record.ts';

/**
 * What the tree commits to: salts, disclosures, digests, entry bytes and leaf hashes, from stored lines.
 * The formats are fixed for ever (docs/files.md); version byte 0x01.
 */

export const secretBytes = 16;

const labelBytes = new Map(groupLabels.map((label) => [label, utf8(label)]));

/** Salt of a group: base64url of the first 16 bytes of SHA-256(secret ‖ label). */
export function groupSalt(secret: Uint8Array, label: GroupLabel, hashing: Hashing = portableHashing): string {
  const suffix = labelBytes.get(label)!;
  const input = new Uint8Array(secretBytes + suffix.length);
  input.set(secret);
  input.set(suffix, secretBytes);
  return base64url(hashing.bytes(input).subarray(0, 16));
}

/** RFC 9901 disclosure: base64url of `["<salt>","<label>",<RFC 8785 text of the value>]`. What an auditor may be shown. */
export function disclosure(salt: string, label: GroupLabel, text: string, hashing: Hashing = portableHashing): string {
  return hashing.base64url(`["${salt}","${label}",${text}]`);
}

/** Digest of a disclosure: base64url of the SHA-256 over its ASCII. */
export function disclosureDigest(disclosed: string, hashing: Hashing = portableHashing): string {
  return hashing.text(disclosed);
}

/** The salt of each group that is present: derived from the secret, or written out after an erasure. */
export function saltsOf(record: RecordTexts, secret: Uint8Array, hashing: Hashing = portableHashing): Map<GroupLabel, string> {
  if (secret.length !== secretBytes) throw new MalformedError('a secret has 16 bytes');
  const zero = secret.every((byte) => byte === 0);
  if (record.erased.size > 0) {
    if (!zero) throw new MalformedError('the secret of an event with erased groups is still there');
    return record.salts;
  }
  if (zero) throw new MalformedError('the secret of the event is missing');
  return new Map([...record.groups.keys()].map((label) => [label, groupSalt(secret, label, hashing)]));
}

/** Digests of all groups the leaf commits to, erased ones too, in ascending order. */
export function digestsOf(record: RecordTexts, secret: Uint8Array, hashing: Hashing = portableHashing): string[] {
  const salts = saltsOf(record, secret, hashing);
  const digests = [...record.erased.values()];
  for (const [label, text] of record.groups) digests.push(disclosureDigest(disclosure(salts.get(label)!, label, text, hashing), hashing));
  return digests.sort();
}

/** What a leaf needs beside line and secret: where it stands. */
export interface Place {
  /** Lower-case UUID. */
  organisation: string;
  sequence: number;
}

/** The entry without its version byte: RFC 8785 JSON of skeleton, place and digests. */
export function entryText(record: RecordTexts, digests: readonly string[], place: Place): string {
  const s = record.skeleton;
  const sd = digests.length === 0 ? '[]' : `["${digests.join('","')}"]`;
  return (
    `{"_sd":${sd},"_sd_alg":"sha-256","actor_type":${s.get('actor_type')},"category":${s.get('category')},"event":${s.get('event')},"id":${s.get('id')}` +
    `,"occurred_at":${s.get('occurred_at')},"organisation":"${place.organisation}","outcome":${s.get('outcome')},"received_at":${s.get('received_at')}` +
    `,"recorded_by":${s.get('recorded_by')},"sequence":${place.sequence},"target_types":${s.get('target_types')}}`
  );
}

/** Entry bytes of a stored event: 0x01 ‖ {@link entryText}. Holds no personal value. */
export function entryBytes(line: string, secret: Uint8Array, place: Place, hashing: Hashing = portableHashing): Uint8Array {
  const record = parseRecord(line);
  return utf8(`\u0001${entryText(record, digestsOf(record, secret, hashing), place)}`);
}

/** RFC 6962 leaf hash of a stored event: SHA-256(0x00 ‖ entry). */
export function leafOf(line: string, secret: Uint8Array, place: Place, hashing: Hashing = portableHashing): Uint8Array {
  const record = parseRecord(line);
  return hashing.textBytes(`\u0000\u0001${entryText(record, digestsOf(record, secret, hashing), place)}`);
}

/**
 * The form an event takes when groups are erased: their values are gone, their digests kept, the other groups' salts
 * written out, the secret sixteen zero bytes. The leaf does not change. Groups that are absent or already erased stay so.
 */
export function eraseGroups(
  line: string,
  secret: Uint8Array,
  labels: readonly GroupLabel[],
  hashing: Hashing = portableHashing,
): { line: string; secret: Uint8Array } {
  const record = parseRecord(line);
  const gone = [...new Set(labels)].filter((label) => record.groups.has(label));
  if (gone.length === 0) return { line, secret };
  const salts = new Map(saltsOf(record, secret, hashing));
  const groups = new Map(record.groups);
  const erased = new Map(record.erased);
  for (const label of gone) {
    erased.set(label, disclosureDigest(disclosure(salts.get(label)!, label, groups.get(label)!, hashing), hashing));
    groups.delete(label);
    salts.delete(label);
  }
  return { line: printRecord({ groups, skeleton: record.skeleton, erased, salts }), secret: new Uint8Array(secretBytes) };
}

/** What an auditor is shown of an event: salt, label and value of each group; hashes to a member of the entry's `_sd`. */
export function disclosuresOf(line: string, secret: Uint8Array, hashing: Hashing = portableHashing): Map<GroupLabel, string> {
  const record = parseRecord(line);
  const salts = saltsOf(record, secret, hashing);
  return new Map([...record.groups].map(([label, text]) => [label, disclosure(salts.get(label)!, label, text, hashing)]));
}
