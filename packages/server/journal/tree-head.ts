import { frontierLength, GrowingTree, sameBytes } from '@annals/ledger';
import { nodeHashing } from '../base/hashing.ts';
import type { TreeHead } from './reader.ts';

/** The tree of an organisation as the `heads` table keeps it: its size, and the 32-byte hashes of its frontier concatenated. */
export function treeOf(size: number, frontier: Uint8Array): GrowingTree {
  return new GrowingTree(size, hashesOf(frontier), nodeHashing);
}

/** The hashes as stored, not held against a size: whoever reads a damaged head can still say so. */
export function hashesOf(frontier: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < frontier.length; at += 32) hashes.push(frontier.subarray(at, at + 32));
  return hashes;
}

export function frontierBytes(tree: GrowingTree): Uint8Array {
  return Buffer.concat(tree.frontier);
}

/** The head's parts fit each other: its frontier has as many hashes as its size asks for, and they make its root. */
export function isWhole({ size, frontier, root }: TreeHead): boolean {
  return frontierLength(size) === frontier.length && sameBytes(new GrowingTree(size, frontier, nodeHashing).root(), root);
}
