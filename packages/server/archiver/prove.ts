import {
  base64,
  consistencyProof,
  hashBytes,
  hashesAtLevel,
  hashesFromTiles,
  openCheckpoint,
  sameBytes,
  tileOf,
  tileWidth,
} from '@annals/ledger';
import { TileStream } from '../archives/tile-stream.ts';
import { nodeHashing } from '../base/hashing.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import type { StitchedLedger } from '../segments/stitch.ts';
import type { DeliveryPlan } from './job.ts';

/** The tiles that go on at a size. */
export async function openTiles(ledger: StitchedLedger, organisation: string, size: number): Promise<TileStream> {
  const unfinished: Uint8Array[] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const width = hashesAtLevel(size, level) % tileWidth;
    unfinished.push(
      width === 0 ? new Uint8Array(0) : await ledger.tile(organisation, level, Math.floor(hashesAtLevel(size, level) / tileWidth), width),
    );
  }
  return new TileStream(size, unfinished);
}

/** That the tree of the delivered events is the beginning of the one that was signed. */
export async function proofTo(ledger: StitchedLedger, plan: DeliveryPlan, { tree }: TileStream): Promise<string[]> {
  if (plan.count === 0 && tree.size === 0) return [];
  const signed = openCheckpoint(plan.checkpoint, plan.vkey);
  const needed = new Map<string, { level: number; index: number; width: number }>();
  const unknown = new Uint8Array(hashBytes);
  consistencyProof(tree.size, signed.size, (level, index) => {
    const { level: tileLevel, index: tileIndex, first, count } = tileOf(level, index);
    const name = `${tileLevel}/${tileIndex}`;
    needed.set(name, { level: tileLevel, index: tileIndex, width: Math.max(first + count, needed.get(name)?.width ?? 0) });
    return unknown;
  });
  const held = new Map<string, Uint8Array>();
  for (const [name, { level, index, width }] of needed) held.set(name, await ledger.tile(plan.organisation, level, index, width));
  const proof = consistencyProof(
    tree.size,
    signed.size,
    hashesFromTiles((level, index) => held.get(`${level}/${index}`)!, nodeHashing),
    nodeHashing,
  );
  const holds = await ledger.tree(plan.organisation, signed.size);
  if (!sameBytes(holds.root(), signed.root))
    throw new LedgerDamaged(plan.organisation, tree.size, 'checkpoint', 'the tree is not the one that was signed');
  return proof.map((hash) => base64(hash));
}
