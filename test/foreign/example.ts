import { createHash } from 'node:crypto';
import {
  base64,
  base64url,
  digestsOf,
  disclosuresOf,
  encodeBatch,
  entryBytes,
  eraseGroups,
  GrowingTree,
  hex,
  leafOf,
  originOf,
  parseRecord,
  printVerifierKey,
  publicKeyOf,
  saltsOf,
  signCheckpoint,
  signerOf,
  utf8Text,
} from '../../packages/ledger/index.ts';

/** The worked example of docs/files.md: every number recomputed from what is given at its head. */
export function workedExample(): string {
  const organisation = '0199c0de-0000-7000-8000-00000000000a';
  const secret = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
  const seed = new Uint8Array(32).fill(7);
  const line =
    '{"groups":{"actor":{"email":"dana@example.com","name":"Dana Müller"},"net":{"ip":"192.0.2.7"}},"skeleton":{"actor_type":"user","category":"deletion","event":"agent.remove",' +
    '"id":"0199c0de-0000-7000-8000-000000000001","occurred_at":"2026-11-24T10:00:00.000Z","outcome":"success","received_at":"2026-11-24T10:00:00.250Z","recorded_by":"key:0199c0de-0000-7000-8000-0000000000ff","target_types":["agent"]}}';
  const place = { organisation, sequence: 0 };
  const record = parseRecord(line);
  const salts = saltsOf(record, secret);
  const disclosures = disclosuresOf(line, secret);
  const leaf = leafOf(line, secret, place);
  const tree = new GrowingTree();
  tree.append(leaf);
  const second = leafOf(line.replace('000000000001', '000000000002'), secret, { organisation, sequence: 1 });
  tree.append(second);
  const origin = originOf('annals.local', organisation);
  const note = signCheckpoint({ origin, size: 2, root: tree.root() }, signerOf(origin, seed));
  const batch = encodeBatch({ secrets: secret, lines: [line] });
  const erased = eraseGroups(line, secret, ['actor']);
  const values = {
    organisation,
    'secret (hex)': hex(secret),
    'seed (hex)': hex(seed),
    line,
    'salt of actor': salts.get('actor')!,
    'salt of net': salts.get('net')!,
    'disclosure of net': disclosures.get('net')!,
    digests: digestsOf(record, secret).join(' '),
    'entry (after byte 01)': utf8Text(entryBytes(line, secret, place).subarray(1)),
    'leaf 0 (base64)': base64(leaf),
    'leaf 0 (base64url)': base64url(leaf),
    'leaf 1, the same event with id …0002 (base64)': base64(second),
    'root of the two (base64)': base64(tree.root()),
    'batch plaintext of leaf 0: bytes': String(batch.length),
    'batch plaintext: SHA-256 (hex)': createHash('sha256').update(batch).digest('hex'),
    'line with actor erased': erased.line,
    vkey: printVerifierKey(origin, publicKeyOf(seed)),
    'checkpoint of size 2': `\n\n${note}`,
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
