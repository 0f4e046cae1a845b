import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { keyId, originOf, printVerifierKey, type Signer, type Verifier } from '@annals/ledger';
import { createOnce, syncDirectory } from '../base/files.ts';
import { checkpointPath, keyPath, keysDirectory, signedPath } from './paths.ts';
import { readIfThere } from './read-if-there.ts';

/**
 * One Ed25519 key an organisation: `keys/<organisation>.seed`, 32 raw bytes, mode 0600.
 * Who reads it can sign any history in the organisation's name; it never leaves this directory and is never logged.
 */

/** A key that signs in the name of an organisation's log. */
export interface LogKey {
  origin: string;
  /** What others verify with; no secret. */
  vkey: string;
  signer: Signer;
  /** The same as of `vkey`, with native code. */
  verifier: Verifier;
}

/**
 * Makes the keys of organisations that have none; to be called before their first event is acknowledged. A key that is
 * missing though it signed is not made anew: who lost it is told, and restores it.
 * Durability: bytes and names are synced when it resolves, those of keys that were there already too, for an earlier run
 * may have failed before its sync. Safe to repeat and to call from several threads: the first one wins.
 */
export async function ensureKeys(data: string, organisations: readonly string[]): Promise<void> {
  if (organisations.length === 0) return;
  for (const organisation of organisations) {
    const path = keyPath(data, organisation);
    if ((await readIfThere(path)) === null && !(await hasSigned(data, organisation))) await createOnce(path, randomBytes(32));
  }
  await syncDirectory(keysDirectory(data));
}

async function hasSigned(data: string, organisation: string): Promise<boolean> {
  return (await readIfThere(signedPath(data, organisation))) !== null || (await readIfThere(checkpointPath(data, organisation))) !== null;
}

/** The key of an organisation; null when there is none. */
export async function readKey(data: string, installation: string, organisation: string): Promise<LogKey | null> {
  const seed = await readSeed(keyPath(data, organisation));
  if (seed === null) return null;
  const origin = originOf(installation, organisation);
  const secret = privateKey(seed);
  const open = createPublicKey(secret);
  const publicKey = Buffer.from(open.export({ format: 'jwk' }).x ?? '', 'base64url');
  const name = { name: origin, keyId: keyId(origin, publicKey) };
  return {
    origin,
    vkey: printVerifierKey(origin, publicKey),
    signer: { ...name, sign: (message) => sign(null, message, secret) },
    verifier: { ...name, verify: (message, signature) => verify(null, message, open, signature) },
  };
}

async function readSeed(path: string): Promise<Buffer | null> {
  const seed = await readIfThere(path);
  if (seed && seed.length !== 32) throw new Error(`${path} is not a key: it has ${seed.length} bytes, not 32`);
  return seed;
}

/** RFC 8410: the bytes before a raw Ed25519 seed in PKCS #8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
}
