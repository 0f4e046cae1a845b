import { type Checkpoint, openCheckpoint, parseCheckpoint, parseNote, sameBytes } from '@annals/ledger';
import { type LogKey, readKey } from './keys.ts';
import { checkpointPath, keyPath, signedPath } from './paths.ts';
import { readIfThere } from './read-if-there.ts';

/** Key, signed state and published checkpoint of one organisation, held against each other. */
export interface SignedFiles {
  key: LogKey | null;
  /** What was signed last; null before the first checkpoint, and where it cannot be told. */
  signed: Checkpoint | null;
  /** The published checkpoint is the signed one. */
  published: boolean;
  /** The first of the three files that is not what it must be; a copy that is merely behind is none. */
  damage: SignedDamage | null;
}

export interface SignedDamage {
  part: 'key' | 'signed';
  /** Path inside the data directory. */
  file: string;
  what: string;
}

/**
 * Reads the three files that say what an organisation's log last stood for. The signed state is written before its
 * published copy, so a copy that is newer means that the signed state was put back.
 * `installation` is the first part of the origin; null takes the one the signed state names. Costs three small reads.
 */
export async function readSignedFiles(data: string, installation: string | null, organisation: string): Promise<SignedFiles> {
  const [note, published] = [await readIfThere(signedPath(data, organisation)), await readIfThere(checkpointPath(data, organisation))];
  const nothing: SignedFiles = { key: null, signed: null, published: published === null, damage: null };
  const damaged = (part: SignedDamage['part'], what: string, more: Partial<SignedFiles> = {}): SignedFiles => ({
    ...nothing,
    ...more,
    damage: { part, file: part === 'key' ? `keys/${organisation}.seed` : `signed/${organisation}`, what },
  });
  let key: LogKey | null;
  try {
    key = await readKey(data, installation ?? installationOf(note ?? published, organisation), organisation);
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    return damaged('key', reasonOf(error).replace(`${keyPath(data, organisation)} `, 'it '));
  }
  if (key === null) return note || published ? damaged('key', 'the key is missing, though it signed checkpoints') : nothing;
  if (note === null)
    return published ? damaged('signed', 'it is missing, though a checkpoint was published', { key }) : { ...nothing, key };

  const signed = opened(note, key);
  const copy = published === null ? null : note.equals(published) ? signed : opened(published, key);
  if (signed instanceof Error) {
    if (!(copy instanceof Error) && copy !== null) return damaged('signed', `it is no checkpoint of this log: ${signed.message}`, { key });
    return namesKey(note, key)
      ? damaged('signed', `it is no checkpoint of this log: ${signed.message}`, { key })
      : damaged('key', `it is not the key that signed signed/${organisation}`);
  }
  if (copy !== null && !(copy instanceof Error)) {
    if (copy.size > signed.size)
      return damaged('signed', `it says ${signed.size} events, but ${copy.size} were signed and published: it was put back`, {
        key,
        signed,
      });
    if (copy.size === signed.size && !sameBytes(copy.root, signed.root))
      return damaged('signed', `another tree of ${signed.size} events was published`, { key, signed });
  }
  return { key, signed, published: published !== null && note.equals(published), damage: null };
}

function opened(note: Uint8Array, key: LogKey): Checkpoint | Error {
  try {
    return openCheckpoint(note, key.verifier);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Says the note, be it signed or not, that this very key signed it? */
function namesKey(note: Uint8Array, key: LogKey): boolean {
  try {
    return parseNote(note).signatures.some(({ keyId }) => sameBytes(keyId, key.verifier.keyId));
  } catch {
    // What cannot be taken apart is the damaged one of the two.
    return true;
  }
}

function installationOf(note: Uint8Array | null, organisation: string): string {
  try {
    return note === null ? '' : parseCheckpoint(parseNote(note).text).origin.slice(0, -`/org/${organisation}`.length);
  } catch {
    // The note is looked at again with the key, and told then.
    return '';
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
