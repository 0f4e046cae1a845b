import { hash } from 'node:crypto';
import { groupLabels } from './wire.ts';

/**
 * Leaf bytes on the hot path: the same bytes as `@annals/ledger` makes (a property test holds them together), written
 * with native hashing into strings, which costs a third of hashing into Buffers.
 */

const saltInputs = groupLabels.map((label) => {
  const input = Buffer.alloc(16 + label.length);
  input.write(label, 16, 'ascii');
  return input;
});

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The 22nd character of 16 bytes in base64url keeps only its upper two bits. */
const lastOfSixteen = new Map([...base64url].map((character, value) => [character, base64url.charAt(value & 0b110000)]));

/** base64url of the first 16 bytes of SHA-256(secret ‖ label). `secrets` holds 16 bytes an event, `offset` points at this event's. */
function salt(group: number, secrets: Uint8Array, offset: number): string {
  const input = saltInputs[group]!;
  for (let i = 0; i < 16; i++) input[i] = secrets[offset + i]!;
  const digest = hash('sha256', input, 'base64url');
  return digest.slice(0, 21) + lastOfSixteen.get(digest.charAt(21))!;
}

/** Sorted digests of the groups present (RFC 9901: SHA-256 over the ASCII of the base64url disclosure). */
export function digestsOf(groupTexts: readonly string[], secrets: Uint8Array, offset: number): string[] {
  const digests: string[] = [];
  for (let group = 0; group < groupTexts.length; group++) {
    const text = groupTexts[group]!;
    if (text === '') continue;
    const disclosure = Buffer.from(`["${salt(group, secrets, offset)}","${groupLabels[group]}",${text}]`).toString('base64url');
    digests.push(hash('sha256', disclosure, 'base64url'));
  }
  return digests.sort();
}

export interface LeafSkeleton {
  head: string;
  id: string;
  occurredAt: string;
  organisation: string;
  outcome: string;
  receivedAt: string;
  recordedBy: string;
  sequence: number;
  targetTypes: string;
}

/** RFC 6962 leaf hash of version byte 0x01 ‖ RFC 8785 JSON, as base64. */
export function leafHashOf(skeleton: LeafSkeleton, digests: readonly string[]): string {
  const sd = digests.length === 0 ? '[]' : `["${digests.join('","')}"]`;
  return hash(
    'sha256',
    `\u0000\u0001{"_sd":${sd},"_sd_alg":"sha-256",${skeleton.head},"id":"${skeleton.id}","occurred_at":"${skeleton.occurredAt}","organisation":"${skeleton.organisation}","outcome":"${skeleton.outcome}","received_at":"${skeleton.receivedAt}","recorded_by":"${skeleton.recordedBy}","sequence":${skeleton.sequence},"target_types":${skeleton.targetTypes}}`,
    'base64',
  );
}

/** The stored line: RFC 8785 JSON of a StoredRecord. */
export function lineOf(skeleton: LeafSkeleton, groupTexts: readonly string[]): string {
  let groups = '';
  for (let group = 0; group < groupTexts.length; group++) {
    const text = groupTexts[group]!;
    if (text !== '') groups += `${groups === '' ? '' : ','}"${groupLabels[group]}":${text}`;
  }
  return `{"groups":{${groups}},"skeleton":{${skeleton.head},"id":"${skeleton.id}","occurred_at":"${skeleton.occurredAt}","outcome":"${skeleton.outcome}","received_at":"${skeleton.receivedAt}","recorded_by":"${skeleton.recordedBy}","target_types":${skeleton.targetTypes}}}`;
}
