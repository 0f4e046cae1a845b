import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../base/exit.ts';
import { createOnce, syncDirectory } from '../base/files.ts';

/**
 * Secrets of others that Annals must use again, such as those of a bucket, encrypted with AES-256-GCM under
 * `keys/installation.key` (32 raw bytes, 0600). Whoever has control.db alone, a copy or a dump of it, has none of them;
 * whoever has the data directory has all. Made at first use; synced before anything is encrypted with it.
 */
export class SecretBox {
  readonly #path: string;

  constructor(data: string) {
    this.#path = join(data, 'keys', 'installation.key');
  }

  /** `about` binds what is sealed to its place: moved elsewhere it does not open. */
  async seal(secret: string, about: string): Promise<Uint8Array> {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', await this.#key(true), nonce).setAAD(Buffer.from(about));
    return Buffer.concat([Uint8Array.of(1), nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws, without the secret, when it was sealed elsewhere or by another installation. */
  async open(sealed: Uint8Array, about: string): Promise<string> {
    const key = await this.#key(false);
    try {
      if (sealed[0] !== 1) throw new Error('unknown version');
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13)).setAAD(Buffer.from(about));
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new Error('A stored secret does not open with keys/installation.key: enter it again.', { cause });
    }
  }

  async #key(make: boolean): Promise<Buffer> {
    let key: Buffer;
    try {
      key = await readFile(this.#path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      if (!make) throw new Error('keys/installation.key is missing: restore it, or enter the secrets again.', { cause: error });
      await createOnce(this.#path, randomBytes(32));
      key = await readFile(this.#path);
    }
    if (key.length !== 32) throw new Error(`keys/installation.key has ${key.length} bytes, not 32.`);
    if (make) await syncDirectory(dirname(this.#path));
    return key;
  }
}
