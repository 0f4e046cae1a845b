import { base64, fromBase64, MalformedError } from './bytes.ts';
import { openNote, signNote, verifierOf, type Signer, type Verifier } from './note.ts';
import { hashBytes } from './tree.ts';

/** C2SP tlog-checkpoint: what a log says of itself at a size, as a signed note. */
export interface Checkpoint {
  /** `<installation name>/org/<organisation uuid>`; also the name of the key that signs. */
  origin: string;
  size: number;
  /** 32 bytes. */
  root: Uint8Array;
  /** Further lines; Annals writes none. */
  extensions?: string[];
}

export const originOf = (installation: string, organisation: string): string => `${installation}/org/${organisation}`;

export function printCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  if (origin === '' || origin.includes('\n')) throw new MalformedError('an origin is one line');
  if (!Number.isSafeInteger(size) || size < 0) throw new MalformedError('a size is a whole number');
  if (root.length !== hashBytes) throw new MalformedError('a root has 32 bytes');
  return [origin, String(size), base64(root), ...extensions].map((line) => `${line}\n`).join('');
}

/** Reads the text of a checkpoint; refuses every spelling but one. */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw new MalformedError('a checkpoint ends with LF');
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (!origin || size === undefined || root === undefined) throw new MalformedError('a checkpoint has origin, size and root');
  if (!/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size))) throw new MalformedError('the size is not a decimal number');
  if (extensions.includes('')) throw new MalformedError('an extension line is not empty');
  const hash = fromBase64(root);
  if (hash.length !== hashBytes) throw new MalformedError('the root has not 32 bytes');
  return { origin, size: Number(size), root: hash, ...(extensions.length > 0 && { extensions }) };
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  if (signer.name !== checkpoint.origin) throw new MalformedError('a checkpoint is signed in the name of its origin');
  return signNote(printCheckpoint(checkpoint), [signer]);
}

/** Opens a signed checkpoint: signature valid under this verifier key (or a verifier made of it), origin that of the key. */
export function openCheckpoint(note: Uint8Array | string, key: string | Verifier): Checkpoint {
  const verifier = typeof key === 'string' ? verifierOf(key) : key;
  const checkpoint = parseCheckpoint(openNote(note, [verifier]).text);
  if (checkpoint.origin !== verifier.name) throw new MalformedError('the origin is not that of the key');
  return checkpoint;
}
