import { type BatchContent, secretBytes } from '@annals/ledger';
import { readObject, type Source } from '../destinations/destination.ts';
import { Bad } from './bad.ts';
import type { Copy } from './collect.ts';
import type { Manifest, ManifestObject, ObjectRole } from './manifest.ts';
import { readFrames, readSealed } from './read-bodies.ts';
import { keyBytes } from './sealed-bodies.ts';

/** An object of a manifest; a manifest without it is none. */
export function objectOf(manifest: Manifest, role: ObjectRole): ManifestObject {
  const object = manifest.objects.find((one) => one.role === role);
  if (!object) throw new Bad('manifest', manifest.key, `it names no ${role}`);
  return object;
}

/** What stands in its place since an erasure. */
export function currentOf(copy: Copy, { organisation }: Manifest, object: ManifestObject): ManifestObject {
  let current = object;
  for (const found of copy.organisations.get(organisation) ?? [])
    for (const { key, by } of found.manifest.replaced) if (key === current.key) current = by;
  return current;
}

/** Where it lies in the copy. */
export function pathOf(copy: Copy, manifest: Manifest, { key }: { key: string }): string {
  const path = copy.pathOf(key);
  if (path === null) throw new Bad('missing', key, `it is named by ${manifest.key} and is not there`);
  return path;
}

/** The bodies of a delivery as they are stored, whichever form they have; an empty line for each event without one. */
export async function bodiesOf(
  source: Source,
  copy: Copy,
  manifest: Manifest,
): Promise<{ frames: AsyncIterable<BatchContent>; key: string }> {
  const clear = manifest.objects.find(({ role }) => role === 'bodies');
  if (clear) {
    const current = currentOf(copy, manifest, clear);
    return { frames: readFrames(await source.get(pathOf(copy, manifest, current)), current, manifest.count), key: current.key };
  }
  const sealed = objectOf(manifest, 'sealed');
  const keys = currentOf(copy, manifest, objectOf(manifest, 'keys'));
  const bytes = await readObject(source, pathOf(copy, manifest, keys), manifest.count * keyBytes);
  return { frames: readSealed(await source.get(pathOf(copy, manifest, sealed)), bytes), key: sealed.key };
}

/** The events that have a body, in order. */
export async function* eventsOf(source: Source, copy: Copy, manifest: Manifest): AsyncIterable<BatchContent> {
  if (manifest.count === 0) return;
  const { frames } = await bodiesOf(source, copy, manifest);
  for await (const { lines, secrets } of frames) {
    const kept = lines.flatMap((line, i) => (line === '' ? [] : [i]));
    if (kept.length === 0) continue;
    yield {
      lines: kept.map((i) => lines[i]!),
      secrets: Buffer.concat(kept.map((i) => secrets.subarray(i * secretBytes, (i + 1) * secretBytes))),
    };
  }
}
