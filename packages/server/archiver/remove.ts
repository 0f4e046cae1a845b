import { parseManifest, mostManifestBytes, signatureKey } from '../archives/manifest.ts';
import { type Destination, readObject } from '../destinations/destination.ts';

/** Removes a delivery: its objects first and its manifest last, so that what is left half removed can be found again. */
export async function removeDelivery(destination: Destination, manifestKey: string): Promise<void> {
  if ((await destination.head(manifestKey)) === null) return;
  const manifest = parseManifest((await readObject(destination, manifestKey, mostManifestBytes)).toString());
  for (const { key } of manifest.objects) await destination.remove(key);
  await destination.remove(signatureKey(manifest));
  await destination.remove(manifestKey);
}
