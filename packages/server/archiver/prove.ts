import { base64, consistencyProof, hashesAtLevel, openCheckpoint, sameBytes, tileWidth } from '@annals/ledger';
import { TileStream } from '../archives/tile-stream.ts';
import { nodeHashing } from '../base/hashing.ts';
import { LedgerDamaged } from '../segments/damaged.ts';
import { proveFrom } from '../segments/proofs.ts';
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
  const proof = await proveFrom(ledger, plan.organisation, (read) => consistencyProof(tree.size, signed.size, read, nodeHashing));
  const holds = await ledger.tree(plan.organisation, signed.size);
  if (!sameBytes(holds.root(), signed.root))
    throw new LedgerDamaged(plan.organisation, tree.size, 'checkpoint', 'the tree is not the one that was signed');
  return proof.map((hash) => base64(hash));
}
