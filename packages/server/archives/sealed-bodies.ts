import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { secretBytes, utf8Text } from '@annals/ledger';

/**
 * Bodies that are kept under a lock: each event is encrypted under a key of its own (AES-256-GCM), and the keys stand in
 * an object beside that is not locked. Whoever must forget an event rewrites the keys without its own; what stays
 * locked is then noise.
 *
 * sealed = for each event: u32be length ‖ AES-256-GCM of (secret ‖ line) under its key, nonce zero ‖ 16-byte tag.
 * keys = 32 bytes an event; all zero when the event was forgotten. A key encrypts one text only, so the nonce need not vary.
 */
export const keyBytes = 32;
const tagBytes = 16;
const nonce = Buffer.alloc(12);
const longestEvent = 16 * 1024 * 1024;

/**
 * The key of an event follows from its secret, so that a delivery that is repeated makes the same bytes; an erasure
 * deletes the secret in every copy, and the key with it. An event whose secret is gone already gets a random one.
 */
export function keyOf(secret: Uint8Array): Buffer {
  if (secret.every((byte) => byte === 0)) return randomBytes(keyBytes);
  return hash('sha256', Buffer.concat([secret, Buffer.from('annals archive key')]), 'buffer');
}

export function sealEvent(key: Uint8Array, secret: Uint8Array, line: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(secret), cipher.update(line, 'utf8'), cipher.final()]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([length, sealed, cipher.getAuthTag()]);
}

/** Throws when the bytes were changed or the key is another. */
export function openEvent(key: Uint8Array, sealed: Uint8Array): { secret: Uint8Array; line: string } {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const clear = Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]);
  return { secret: clear.subarray(0, secretBytes), line: utf8Text(clear.subarray(secretBytes)) };
}

/** Cuts the sealed events apart: each ciphertext with its tag. */
export async function* splitSealed(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let held = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    let at = 0;
    while (held.length - at >= 4) {
      const length = held.readUInt32BE(at) + tagBytes;
      if (length > longestEvent) throw new Error('an event is longer than an event can be');
      if (held.length - at - 4 < length) break;
      yield held.subarray(at + 4, at + 4 + length);
      at += 4 + length;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw new Error('the last event is cut off');
}
