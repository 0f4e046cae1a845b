import { createHash } from 'node:crypto';
import type { Source } from '../destinations/destination.ts';
import { Bad } from './bad.ts';
import type { ManifestObject } from './manifest.ts';

/** Reads an object and hands its bytes on; at its end they are what the manifest says, or {@link Bad} is thrown. */
export async function* hashed(source: Source, path: string, object: ManifestObject): AsyncIterable<Uint8Array> {
  const digest = createHash('sha256');
  let bytes = 0;
  for await (const chunk of await source.get(path)) {
    digest.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  const sha256 = digest.digest('hex');
  if (bytes !== object.bytes) throw new Bad('changed', object.key, `it has ${bytes} bytes, the manifest says ${object.bytes}`);
  if (sha256 !== object.sha256) throw new Bad('changed', object.key, `its SHA-256 is ${sha256}, the manifest says ${object.sha256}`);
}

/** To the end; a hash is told before what a parser made of the wrong bytes. */
export async function checkHash(source: Source, path: string, object: ManifestObject): Promise<void> {
  for await (const chunk of hashed(source, path, object)) void chunk;
}
