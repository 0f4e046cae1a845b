import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { link, mkdtemp, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyId, originOf, printVerifierKey, type Signer, type Verifier } from '@annals/ledger';
import { ensureDirectory, syncDirectory } from '../base/files.ts';
import { keyPath } from './paths.ts';
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
 * Makes the key of an organisation if it has none; to be called before its first event is acknowledged.
 * Durability: bytes and name are synced when it resolves. Safe to repeat and to call from several threads: the first one wins.
 */
export async function ensureKey(data: string, organisation: string): Promise<void> {
  const path = keyPath(data, organisation);
  await ensureDirectory(dirname(path));
  if ((await readSeed(path)) !== null) return;
  const scratch = await mkdtemp(join(dirname(path), '.new-'));
  try {
    const handle = await open(join(scratch, 'seed'), 'wx', 0o600);
    try {
      await handle.writeFile(randomBytes(32));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(join(scratch, 'seed'), path).catch((error: NodeJS.ErrnoException) => {
      // Another thread made one meanwhile; that one counts.
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  await syncDirectory(dirname(path));
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
