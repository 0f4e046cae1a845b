import { jcs } from '@annals/events';
import { base64, type Signer, signNote } from '@annals/ledger';
import {
  folderOf,
  type Manifest,
  type ManifestObject,
  manifestKey,
  mostManifestBytes,
  parseManifest,
  printManifest,
  sha256Of,
  signatureKey,
  signedText,
} from '../archives/manifest.ts';
import type { TileStream } from '../archives/tile-stream.ts';
import { type Destination, readObject } from '../destinations/destination.ts';
import { ConflictError } from '../destinations/errors.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { DayPart } from './day-part.ts';
import { type DayContents, DayStreams } from './day-streams.ts';
import type { Delivery, DeliveryPlan } from './job.ts';
import { openTiles, proofTo } from './prove.ts';

/**
 * Delivers what a plan says: every event of it, in order, once read. Each event's leaf is made anew from its body and
 * compared with the ledger's, and the tree of all with a signed checkpoint, before a manifest vouches for them.
 * Order: objects, locks, signature, manifest. Nothing counts before the manifest is there. Constant memory.
 */
export async function deliver(
  ledger: StitchedLedger,
  destination: Destination,
  plan: DeliveryPlan,
  parts: AsyncIterable<DayPart>,
  signer: Signer,
  signal: AbortSignal,
): Promise<Delivery> {
  const found = await findDelivered(ledger, destination, plan);
  if (found) return found;
  await destination.abandonUploads(folderOf(plan));
  const objects: ManifestObject[] = [];
  const counts: Record<string, number> = {};
  const removed: [number, number][] = [];
  const tiles = await openTiles(ledger, plan.organisation, plan.first);
  if (plan.count > 0) {
    objects.push(...(await deliverEvents(destination, plan, parts, tiles, { counts, removed }, signal)));
    const { sha256, bytes } = await destination.put(`${folderOf(plan)}checkpoint`, Buffer.from(plan.checkpoint));
    objects.push({ role: 'checkpoint', key: `${folderOf(plan)}checkpoint`, bytes, sha256 });
  }
  const manifest: Manifest = {
    format: 1,
    annals: plan.annals,
    organisation: plan.organisation,
    day: plan.day,
    generation: plan.generation,
    key: manifestKey(plan),
    made_at: plan.madeAt,
    first: plan.first,
    count: plan.count,
    removed,
    counts,
    objects: await locked(destination, objects, plan.lock),
    replaced: [],
    syslog: {
      profile: plan.profile,
      compression: plan.compression,
      lines: plan.profile === 'rfc5424' ? 1 : 3,
      enterprise_number: plan.enterpriseNumber,
    },
    root: base64(tiles.tree.root()),
    consistency: await proofTo(ledger, plan, tiles),
    vkey: plan.vkey,
    kept_from: plan.keptFrom,
    previous: plan.previous,
  };
  const text = printManifest(manifest);
  // What is delivered is what a reader will take: a manifest that he would refuse is never put.
  parseManifest(text);
  const signature = signNote(signedText(signer.name, manifest.key, text), [signer]);
  await destination.put(signatureKey(plan), Buffer.from(signature));
  const { bytes } = await destination.put(manifest.key, Buffer.from(text));
  for (const key of plan.lock ? [signatureKey(plan), manifest.key] : [])
    await destination.lock(key, plan.lock!.mode, new Date(plan.lock!.until));
  return deliveryOf(manifest, text, bytes, false);
}

/** A manifest that is there already is taken for our own if it speaks of the same events and the same tree. */
async function findDelivered(ledger: StitchedLedger, destination: Destination, plan: DeliveryPlan): Promise<Delivery | null> {
  const key = manifestKey(plan);
  if ((await destination.head(key)) === null) return null;
  const text = (await readObject(destination, key, mostManifestBytes)).toString();
  const manifest = parseManifest(text);
  const end = manifest.first + manifest.count;
  if (manifest.first !== plan.first || jcs(manifest.previous) !== jcs(plan.previous) || end > ledger.size(plan.organisation))
    throw new ConflictError(key);
  if (base64((await ledger.tree(plan.organisation, end)).root()) !== manifest.root) throw new ConflictError(key);
  for (const object of manifest.objects)
    if ((await destination.head(object.key))?.bytes !== object.bytes) throw new ConflictError(object.key);
  return deliveryOf(manifest, text, Buffer.byteLength(text), true);
}

function deliveryOf({ key, first, count, objects }: Manifest, text: string, bytes: number, adopted: boolean): Delivery {
  return {
    manifestKey: key,
    manifestSha256: sha256Of(text),
    first,
    count,
    bytes: objects.reduce((sum, object) => sum + object.bytes, bytes),
    adopted,
  };
}

async function deliverEvents(
  destination: Destination,
  plan: DeliveryPlan,
  parts: AsyncIterable<DayPart>,
  tiles: TileStream,
  found: DayContents,
  signal: AbortSignal,
): Promise<ManifestObject[]> {
  const day = new DayStreams(destination, plan, tiles, found);
  try {
    for await (const part of parts) {
      await day.part(part);
      signal.throwIfAborted();
    }
    return await day.end();
  } catch (error) {
    await day.abort();
    throw error;
  }
}

/** Clear text and keys are never locked: what must be forgotten must be removable. */
const lockable: ReadonlySet<string> = new Set(['sealed', 'entries', 'tiles', 'checkpoint']);

async function locked(destination: Destination, objects: ManifestObject[], lock: DeliveryPlan['lock']): Promise<ManifestObject[]> {
  if (lock === null) return objects;
  const result: ManifestObject[] = [];
  for (const object of objects) {
    if (lockable.has(object.role)) await destination.lock(object.key, lock.mode, new Date(lock.until));
    result.push(lockable.has(object.role) ? { ...object, locked_until: lock.until } : object);
  }
  return result;
}
