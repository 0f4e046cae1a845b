import { type Checkpoint, openCheckpoint, sameBytes } from '@annals/ledger';
import type { TreeHead } from '../journal/reader.ts';
import { type LogKey, readKey } from '../segments/keys.ts';
import { checkpointPath, signedPath } from '../segments/paths.ts';
import { readIfThere } from '../segments/read-if-there.ts';

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
  const [key, note, published] = await Promise.all([
    readKey(data, installation, organisation),
    readIfThere(signedPath(data, organisation)),
    readIfThere(checkpointPath(data, organisation)),
  ]);
  if (key === null) {
    if (note !== null || published !== null)
      throw new RolledBack(`the key keys/${organisation}.seed is missing, though it signed checkpoints`);
    return null;
  }
  if (note === null) {
    if (published !== null) throw new RolledBack(`signed/${organisation} is missing, though a checkpoint was published`);
    return { key, signed: null, published: true };
  }
  try {
    return { key, signed: openCheckpoint(note, key.verifier), published: published !== null && note.equals(published) };
  } catch (error) {
    throw new RolledBack(
      `signed/${organisation} is not a checkpoint that this organisation's key signed for ${key.origin}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Whether the journal's head can extend what was signed, by size alone, and by root where the sizes are the same. */
export function compareHead(signed: Checkpoint | null, head: TreeHead | null): void {
  if (signed === null) return;
  const size = head?.size ?? 0;
  if (size < signed.size) throw new RolledBack(`the journal holds ${size} events, but ${signed.size} were signed`);
  if (head && size === signed.size && !sameBytes(head.root, signed.root))
    throw new RolledBack(`the ${size} events of the journal are not those that were signed`);
}
