import { type Checkpoint, sameBytes } from '@annals/ledger';
import type { TreeHead } from '../journal/reader.ts';
import type { LogKey } from '../segments/keys.ts';
import { readSignedFiles } from '../segments/signed-files.ts';

/** The ledger is not what was signed: never to be signed, never to be written to, until an admin continues it. */
export class RolledBack extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RolledBack';
  }
}

export interface SignedState {
  key: LogKey;
  /** Null before the first checkpoint. */
  signed: Checkpoint | null;
  /** The published checkpoint is the signed one. */
  published: boolean;
}

/**
 * What this installation last signed for an organisation, from the place that only the sealer writes.
 * Null: no key yet and nothing signed. Throws {@link RolledBack} when a part of it is missing or does not fit.
 */
export async function readSignedState(data: string, installation: string, organisation: string): Promise<SignedState | null> {
  const { key, signed, published, damage } = await readSignedFiles(data, installation, organisation);
  if (damage) throw new RolledBack(`${damage.file}: ${damage.what}`);
  return key && { key, signed, published };
}

/** Whether the journal's head can extend what was signed, by size alone, and by root where the sizes are the same. */
export function compareHead(signed: Checkpoint | null, head: TreeHead | null): void {
  if (signed === null) return;
  const size = head?.size ?? 0;
  if (size < signed.size) throw new RolledBack(`journal/journal.db holds ${size} events, but ${signed.size} were signed`);
  if (head && size === signed.size && !sameBytes(head.root, signed.root))
    throw new RolledBack(`journal/journal.db: its ${size} events are not those that were signed`);
}
