import { GrowingTree } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';

/** The tree of an organisation as the `heads` table keeps it: its size, and the 32-byte hashes of its frontier concatenated. */
export function treeOf(size: number, frontier: Uint8Array): GrowingTree {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < frontier.length; at += 32) hashes.push(frontier.subarray(at, at + 32));
  return new GrowingTree(size, hashes, nodeHashing);
}

export function frontierBytes(tree: GrowingTree): Uint8Array {
  return Buffer.concat(tree.frontier);
}
