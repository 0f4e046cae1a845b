import { createGzip, createZstdCompress } from 'node:zlib';
import type { Transform } from 'node:stream';
import type { ManifestObject, ObjectRole } from '../archives/manifest.ts';
import type { Destination, ObjectWriter } from '../destinations/destination.ts';

/** So much comes out of a compressor at a time. */
const chunkBytes = 256 * 1024;

/** An object that is made while it is uploaded: bytes in, what the manifest says of it out. */
export class ObjectStream {
  readonly role: ObjectRole;
  readonly key: string;
  readonly #writer: ObjectWriter;
  readonly #transform: Transform | null;
  readonly #pumped: Promise<unknown>;
  #failure: Error | null = null;

  constructor(destination: Destination, role: ObjectRole, key: string, compression: 'gzip' | 'zstd' | 'none' = 'none') {
    this.role = role;
    this.key = key;
    this.#writer = destination.putStream(key);
    this.#transform = compression === 'gzip' ? createGzip({ chunkSize: chunkBytes }) : compression === 'zstd' ? createZstdCompress() : null;
    this.#pumped = this.#pump().catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#transform?.destroy();
    });
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    if (this.#transform === null) return this.#writer.write(bytes);
    if (!this.#transform.write(bytes))
      await Promise.race([new Promise((drained) => this.#transform?.once('drain', drained)), this.#pumped]);
  }

  /** Resolves when the other side has all of it. */
  async end(): Promise<ManifestObject> {
    this.#transform?.end();
    await this.#pumped;
    if (this.#failure !== null) throw this.#failure;
    const { bytes, sha256 } = await this.#writer.end();
    return { role: this.role, key: this.key, bytes, sha256 };
  }

  async abort(): Promise<void> {
    this.#transform?.destroy();
    await this.#pumped;
    await this.#writer.abort();
  }

  async #pump(): Promise<void> {
    if (this.#transform === null) return;
    this.#transform.on('error', () => undefined);
    for await (const chunk of this.#transform) await this.#writer.write(chunk as Uint8Array);
  }
}
