import type { RecordedEvent } from '@annals/events';
import {
  base64,
  consistencyRanges,
  fromBase64,
  inclusionRanges,
  leafHash,
  MalformedError,
  openCheckpoint,
  parseVerifierKey,
  verifyConsistency,
  verifyInclusion,
  type Checkpoint,
} from '@annals/ledger';
import { compareDisclosed, type Disclosures } from './disclosed.ts';
import { rangeHashes, type EvidenceSource } from './evidence.ts';
import type { SeenLog } from './seen-log.ts';
import { compareEntry, readEntryFields } from './shown-entry.ts';

export const stepNames = ['key', 'signature', 'history', 'entry', 'values', 'leaf', 'inclusion'] as const;
export type StepName = (typeof stepNames)[number];

export interface Step {
  name: StepName;
  passed: boolean;
  /** What was found; for those who look closely. */
  found: string;
}

/** Everything a third party needs to check the same without this server. */
export interface Proof {
  format: 'annals-inclusion-proof/1';
  organisation: string;
  event_id: string;
  sequence: number;
  verifier_key: string;
  checkpoint: string;
  /** base64; SHA-256(00 ‖ entry) is the leaf. */
  entry: string;
  /** By group; the digest of each stands in the entry. */
  disclosures: Disclosures | null;
  leaf_hash: string;
  tree_size: number;
  /** base64, sibling of the leaf first (RFC 6962 §2.1.1). */
  inclusion_proof: string[];
}

export interface Verdict {
  /** `pending`: newer than the last checkpoint, nothing is wrong. */
  state: 'verified' | 'failed' | 'pending';
  /** In order; after a failed one there are no more. */
  steps: Step[];
  checkpoint: Checkpoint | null;
  /** Groups of values that the entry holds as salted digests and nobody disclosed. */
  undisclosed: number;
  proof: Proof | null;
  /** What this browser may remember of the log from now on. */
  seen: SeenLog | null;
}

/**
 * Proves that the event is in the tree that its organisation's log signed, from answers none of which is believed.
 * `seen` is what this browser saw of the log before: another key, or a tree that does not extend the one seen, is a failure.
 * Rejects only when the source does; what it answers can only fail a step.
 */
export async function verifyEvent(event: RecordedEvent, shownLeaf: string, seen: SeenLog | null, source: EvidenceSource): Promise<Verdict> {
  const verdict: Verdict = { state: 'failed', steps: [], checkpoint: null, undisclosed: 0, proof: null, seen: null };
  let name: StepName = 'key';
  const pass = (found: string, next: StepName): void => {
    verdict.steps.push({ name, passed: true, found });
    name = next;
  };
  const check = (holds: boolean, why: string): void => {
    if (!holds) throw new MalformedError(why);
  };
  try {
    const vkey = await source.key();
    const key = parseVerifierKey(vkey);
    check(key.name.endsWith(`/org/${event.organisation}`), 'the key is not that of this organisation’s log');
    check(seen === null || seen.key === vkey, 'the key is not the one that this browser saw before');
    pass(vkey, 'signature');

    const note = await source.checkpoint();
    const checkpoint = openCheckpoint(note, vkey);
    verdict.checkpoint = checkpoint;
    const { size, root } = checkpoint;
    pass(`${size} · ${base64(root)}`, 'history');

    if (seen !== null) {
      check(seen.size <= size, `the signed tree has ${size} events, this browser saw one of ${seen.size}`);
      const proof = await rangeHashes(consistencyRanges(seen.size, size), size, source);
      const extended = { from: seen.size, fromRoot: fromBase64(seen.root), to: size, toRoot: root, proof };
      check(verifyConsistency(extended), 'the tree does not extend the one that this browser saw before');
    }
    verdict.seen = { key: vkey, size, root: base64(root) };
    pass(seen === null ? '' : `${seen.size} → ${size}`, 'entry');
    if (event.sequence >= size) return { ...verdict, state: 'pending' };

    const given = await source.entry(event.sequence);
    if (given === null) throw new MalformedError('the entry was removed by retention; its leaf is still in the tree');
    const entry = fromBase64(given.entry);
    const fields = readEntryFields(entry);
    const differing = compareEntry(fields, event);
    check(differing.length === 0, `the entry says something else than is shown: ${differing.join(', ')}`);
    verdict.undisclosed = fields.digests.length;
    pass(`${entry.length}`, given.disclosures === null ? 'leaf' : 'values');

    if (given.disclosures !== null) {
      const unproved = compareDisclosed(fields, given.disclosures, event);
      check(unproved.length === 0, `shown otherwise than was recorded: ${unproved.join(', ')}`);
      const disclosed = Object.keys(given.disclosures).length;
      verdict.undisclosed -= disclosed;
      pass(`${disclosed}`, 'leaf');
    }

    const leaf = leafHash(entry);
    check(base64(leaf) === shownLeaf, 'the leaf hash of the entry is not the one that is shown');
    pass(shownLeaf, 'inclusion');

    const proof = await rangeHashes(inclusionRanges(event.sequence, size), size, source);
    check(verifyInclusion({ leaf, index: event.sequence, size, root, proof }), 'the path from the leaf does not lead to the signed root');
    pass(`${proof.length}`, 'inclusion');
    verdict.proof = {
      format: 'annals-inclusion-proof/1',
      organisation: event.organisation,
      event_id: event.id,
      sequence: event.sequence,
      verifier_key: vkey,
      checkpoint: note,
      entry: given.entry,
      disclosures: given.disclosures,
      leaf_hash: shownLeaf,
      tree_size: size,
      inclusion_proof: proof.map(base64),
    };
    return { ...verdict, state: 'verified' };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    verdict.steps.push({ name, passed: false, found: error.message });
    return { ...verdict, state: 'failed', seen: null };
  }
}
